package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;

/** An agent acts for its own host only: its token's subject is {@code agent:<hostId>}. */
final class Agents {

    private Agents() {}

    static boolean isAgentOf(Caller caller, HostId host) {
        return caller.id().equals("agent:" + host.value());
    }

    static void requireOwn(Caller caller, HostId host) {
        if (!isAgentOf(caller, host)) {
            throw ProblemException.refused(
                    403,
                    "not-your-host",
                    caller.id() + " is not the agent of host " + host + ".",
                    host.value(),
                    "Use the token of agent:" + host + ".");
        }
    }
}
