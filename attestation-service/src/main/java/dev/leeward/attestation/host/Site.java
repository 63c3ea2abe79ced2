package dev.leeward.attestation.host;

/**
 * A data center.
 *
 * @param id identifier, in the same form as a host's
 * @param name name as people know it
 */
public record Site(String id, String name) {

    public Site {
        if (!HostId.isValid(id)) {
            throw new IllegalArgumentException("site id \"" + id
                    + "\" is not made of lower-case letters, digits, dots and dashes, 63 characters at most");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of site " + id + " is blank");
        }
    }
}
