package dev.leeward.attestation.reference;

import java.util.regex.Pattern;

/**
 * Identity of a reference provider, for example acme-firmware.
 *
 * @param value lower-case letters, digits, dots and dashes, 63 characters at most
 */
public record ProviderId(String value) implements Comparable<ProviderId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    public ProviderId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("provider id \"" + value
                    + "\" is not made of lower-case letters, digits, dots and dashes, 63 characters at most");
        }
    }

    /** Whether the text can be the identity of a provider. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(ProviderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
