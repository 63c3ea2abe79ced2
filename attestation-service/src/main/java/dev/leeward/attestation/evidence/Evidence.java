package dev.leeward.attestation.evidence;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Verified evidence. Quoted: the quote is genuine and fresh, the PCRs are the quoted ones, and the event log explains
 * them. Vouched for: a manager gave the PCRs when asked, and what is left of its event log explains some of them.
 *
 * @param id identity under which it is kept
 * @param measuredAt when the nonce was issued, or the manager was asked
 * @param voucher who vouches for the PCRs
 * @param pcrs the PCRs
 * @param eventLog the log that leads to them
 * @param facts configuration facts that the host states, or its manager; nobody else vouches for them
 */
public record Evidence(
        UUID id, Instant measuredAt, Voucher voucher, PcrValues pcrs, EventLog eventLog, Map<String, String> facts) {

    public Evidence {
        facts = Map.copyOf(facts);
    }

    /** What it claims of the host. */
    public Claims claims() {
        return new Claims(pcrs, facts, () -> eventLog);
    }
}
