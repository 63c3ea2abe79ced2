package dev.leeward.attestation.evidence;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Verified evidence: the quote is genuine and fresh, the PCRs are the quoted ones, and the event log explains them.
 *
 * @param id identity under which it is kept
 * @param measuredAt when the nonce was issued
 * @param quote the quote
 * @param pcrs the quoted PCRs
 * @param eventLog the log that leads to them
 * @param facts configuration facts that the host states; nothing but the host vouches for them
 */
public record Evidence(
        UUID id, Instant measuredAt, Quote quote, PcrValues pcrs, EventLog eventLog, Map<String, String> facts) {

    public Evidence {
        facts = Map.copyOf(facts);
    }

    /** What it claims of the host. */
    public Claims claims() {
        return new Claims(pcrs, facts, () -> eventLog);
    }
}
