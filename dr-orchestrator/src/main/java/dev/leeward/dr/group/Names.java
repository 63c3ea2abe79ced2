package dev.leeward.dr.group;

import java.util.regex.Pattern;

/** What an identifier may look like, wherever it comes from. */
public final class Names {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Names() {}

    /** Whether a value can be an identifier: letters, digits, dots, dashes and underscores, 128 at most. */
    public static boolean valid(String value) {
        return ID.matcher(value).matches();
    }

    /**
     * Lets an identifier pass.
     *
     * @throws IllegalArgumentException naming the kind and the value
     */
    public static String require(String kind, String value) {
        if (!valid(value)) {
            throw new IllegalArgumentException(
                    kind + " id '" + value + "' is not one: use 1 to 128 letters, digits, '.', '_' or '-'");
        }
        return value;
    }
}
