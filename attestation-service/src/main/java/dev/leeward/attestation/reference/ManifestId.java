package dev.leeward.attestation.reference;

import java.util.regex.Pattern;

/**
 * Identity of a reference manifest, for example bios-2.17.
 *
 * @param value lower-case letters, digits, dots, underscores and dashes, 100 characters at most
 */
public record ManifestId(String value) implements Comparable<ManifestId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    public ManifestId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "manifest id \"" + value
                            + "\" is not made of lower-case letters, digits, dots, underscores and dashes, 100 characters at most");
        }
    }

    /** Whether the text can be the identity of a manifest. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(ManifestId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
