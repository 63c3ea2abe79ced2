package dev.leeward.attestation.app;

import dev.leeward.attestation.appraisal.Assurance;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.PcrValues;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of a host that was verified when it came, as it is kept.
 *
 * @param id identity
 * @param challengeId the challenge that it answers; null where a manager vouches for it
 * @param vouchedBy the manager that vouches for it; null where it is a quote
 * @param measuredAt when the nonce was issued, or the manager was asked
 * @param receivedAt when it came
 */
public record KeptEvidence(
        UUID id, @Nullable UUID challengeId, @Nullable String vouchedBy, Instant measuredAt, Instant receivedAt) {

    /** How strongly it is vouched for. */
    public Assurance assurance() {
        return vouchedBy == null ? Assurance.HARDWARE_QUOTE : Assurance.VOUCHED;
    }

    /**
     * All of it.
     *
     * @param evidence what it is
     * @param pcrs PCR values
     * @param facts configuration facts that were stated with it; nothing signs them
     * @param raw what the TPM signed; null where a manager vouches for it
     */
    public record Whole(
            KeptEvidence evidence,
            PcrValues pcrs,
            Map<String, String> facts,
            @Nullable Raw raw) {

        public Whole {
            facts = Map.copyOf(facts);
        }
    }

    /**
     * What a TPM signed, and with which key.
     *
     * @param quote {@code TPMS_ATTEST}
     * @param signature {@code TPMT_SIGNATURE} over the quote
     * @param eventLog TCG event log
     * @param publicArea {@code TPM2B_PUBLIC} of the attestation key; null where evidence is older than its keeping
     */
    public record Raw(
            Bytes quote,
            Bytes signature,
            Bytes eventLog,
            @Nullable Bytes publicArea) {}
}
