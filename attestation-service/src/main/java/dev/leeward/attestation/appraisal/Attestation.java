package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.TpmClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The attestation result of a host.
 *
 * @param evidenceId the evidence that it rests on
 * @param verdict its outcome
 * @param qualifiedSigner qualified name of the key that signed
 * @param clock the TPM's clock and counters as signed
 * @param firmwareVersion firmware version of the TPM as signed
 * @param attestedAt when the nonce was issued
 * @param attestedUntil when it expires
 * @param assurance how strongly it is vouched for
 */
public record Attestation(
        UUID evidenceId,
        Verdict verdict,
        Bytes qualifiedSigner,
        TpmClock clock,
        long firmwareVersion,
        Instant attestedAt,
        Instant attestedUntil,
        Assurance assurance) {

    public Attestation {
        if (!attestedUntil.isAfter(attestedAt)) {
            throw new IllegalArgumentException("attestation result " + evidenceId + " expires before it begins");
        }
    }

    /** The result of an appraisal of fresh evidence. Its life counts from the issue of the nonce. */
    public static Attestation of(Evidence evidence, Verdict verdict, Duration lifetime) {
        return new Attestation(
                evidence.id(),
                verdict,
                evidence.quote().qualifiedSigner(),
                evidence.quote().clock(),
                evidence.quote().firmwareVersion(),
                evidence.measuredAt(),
                evidence.measuredAt().plus(lifetime),
                Assurance.HARDWARE_QUOTE);
    }

    Attestation with(Verdict changed) {
        return new Attestation(
                evidenceId, changed, qualifiedSigner, clock, firmwareVersion, attestedAt, attestedUntil, assurance);
    }

    boolean expired(Instant now) {
        return !now.isBefore(attestedUntil);
    }
}
