package dev.leeward.attestation.evidence;

import java.util.Map;

/**
 * Evidence as it arrives, unverified.
 *
 * @param quote claims to be a {@code TPMS_ATTEST}
 * @param signature claims to be its {@code TPMT_SIGNATURE}
 * @param eventLog claims to be the event log of this boot
 * @param pcrs claim to be the quoted PCRs
 * @param facts configuration facts that the host states
 */
public record Submission(Bytes quote, Bytes signature, Bytes eventLog, PcrValues pcrs, Map<String, String> facts) {

    public Submission {
        facts = Map.copyOf(facts);
    }
}
