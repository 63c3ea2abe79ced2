package dev.leeward.attestation.host;

/**
 * Identity of an inventory source, in the same form as a host's.
 *
 * @param value the identifier
 */
public record SourceId(String value) implements Comparable<SourceId> {

    /** The inventory file. */
    public static final SourceId FILE = new SourceId("file");

    public SourceId {
        if (!HostId.isValid(value)) {
            throw new IllegalArgumentException("source id \"" + value
                    + "\" is not made of lower-case letters, digits, dots and dashes, 63 characters at most");
        }
    }

    @Override
    public int compareTo(SourceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
