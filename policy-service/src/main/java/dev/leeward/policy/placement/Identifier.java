package dev.leeward.policy.placement;

import java.util.Objects;

/** The shape that every id keeps: not blank, at most {@value #MAX_LENGTH} characters, no control characters. */
public final class Identifier {
    static final int MAX_LENGTH = 200;

    private Identifier() {}

    /**
     * Checks an id.
     *
     * @param kind what the id names, for the message
     * @throws IllegalArgumentException naming the kind and the value
     */
    public static String checked(String kind, String value) {
        Objects.requireNonNull(value, kind);
        if (value.isBlank() || value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("%s must be 1 to %d characters without control characters, but is '%s'"
                    .formatted(kind, MAX_LENGTH, shown(value)));
        }
        return value;
    }

    private static String shown(String value) {
        String head = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
