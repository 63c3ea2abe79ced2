package dev.leeward.policy.edge.vsphere;

import io.vertx.core.MultiMap;
import java.util.regex.Pattern;

/**
 * The session of a client at the vCenter, as its requests state it.
 *
 * @param cookie its cookies; empty where it has none
 * @param token the token of the JSON interfaces; empty where it has none
 */
record ClientSession(String cookie, String token) {

    static final String TOKEN_HEADER = "vmware-api-session-id";

    private static final Pattern SESSION_COOKIES =
            Pattern.compile("(^|[;,\\s])(vmware_soap_session|vmware-api-session-id)\\s*=", Pattern.CASE_INSENSITIVE);

    static ClientSession of(MultiMap headers) {
        String token = headers.get(TOKEN_HEADER);
        return new ClientSession(String.join("; ", headers.getAll("Cookie")), token == null ? "" : token);
    }

    /** Refuses requests that say in more than one way whose they are: the vCenter might take another than was asked about. */
    static void unambiguous(MultiMap headers) throws Unacceptable {
        boolean twice = headers.getAll("Cookie").size() > 1
                || headers.getAll(TOKEN_HEADER).size() > 1
                || headers.contains("Authorization")
                || SESSION_COOKIES
                                .matcher(String.join("; ", headers.getAll("Cookie")))
                                .results()
                                .count()
                        > 1;
        if (twice) {
            throw new Unacceptable("it says in more than one way whose session it is of");
        }
    }

    /** It is a secret. */
    @Override
    public String toString() {
        return "a client's session";
    }
}
