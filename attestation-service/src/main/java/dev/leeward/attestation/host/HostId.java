package dev.leeward.attestation.host;

import java.util.regex.Pattern;

/**
 * Identity of a host, stable over its life: lower-case letters, digits, dots and dashes, 63 characters at most.
 *
 * @param value the identifier
 */
public record HostId(String value) implements Comparable<HostId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

    public HostId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("host id \"" + value
                    + "\" is not made of lower-case letters, digits, dots and dashes, 63 characters at most");
        }
    }

    /** Whether the text can be the identity of a host. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
