package dev.leeward.attestation.evidence;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What verified evidence claims of a host.
 *
 * @param pcrs the PCRs that were quoted, or vouched for
 * @param facts configuration facts that the host states, or its manager; nobody else vouches for them
 * @param eventLog the log that leads to the PCRs, read where it is asked for
 */
public record Claims(PcrValues pcrs, Map<String, String> facts, Supplier<EventLog> eventLog) {

    public Claims {
        facts = Map.copyOf(facts);
    }
}
