package dev.leeward.policy.edge.vsphere;

import io.vertx.core.MultiMap;

/**
 * The session of a client at the vCenter, as its requests state it.
 *
 * @param cookie its cookies; empty where it has none
 * @param token the token of the JSON interfaces; empty where it has none
 */
record ClientSession(String cookie, String token) {

    static final String TOKEN_HEADER = "vmware-api-session-id";

    static ClientSession of(MultiMap headers) {
        String token = headers.get(TOKEN_HEADER);
        return new ClientSession(String.join("; ", headers.getAll("Cookie")), token == null ? "" : token);
    }

    /** It is a secret. */
    @Override
    public String toString() {
        return "a client's session";
    }
}
