package dev.leeward.migration.host;

/** What every identifier of this service must be: a short, non-blank name. */
public final class Names {
    private static final int LONGEST = 200;

    private Names() {}

    /** Throws where {@code value} is blank or longer than 200 characters; the message names {@code what}. */
    public static void check(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    what + " must not be longer than " + LONGEST + " characters, but has " + value.length());
        }
    }
}
