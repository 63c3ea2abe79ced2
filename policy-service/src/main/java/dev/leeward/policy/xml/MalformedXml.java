package dev.leeward.policy.xml;

/** A document that is not read, since it is no XML, or might be read in more than one way. */
public final class MalformedXml extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedXml(String reason) {
        super(reason);
    }

    /** What is wrong with it, as the end of a sentence that begins with "it". */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
