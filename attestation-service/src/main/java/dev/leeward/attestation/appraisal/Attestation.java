package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.evidence.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The attestation result of a host.
 *
 * @param evidenceId the evidence that it rests on
 * @param verdict its outcome
 * @param basis who vouches for the evidence
 * @param attestedAt when the nonce was issued, or the manager was asked
 * @param attestedUntil when it expires
 */
public record Attestation(UUID evidenceId, Verdict verdict, Basis basis, Instant attestedAt, Instant attestedUntil) {

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
                Basis.of(evidence),
                evidence.measuredAt(),
                evidence.measuredAt().plus(lifetime));
    }

    /** How strongly it is vouched for. */
    public Assurance assurance() {
        return basis.assurance();
    }

    /** The quote that it rests on; empty where a manager vouches. */
    Optional<Basis.Quoted> quoted() {
        return switch (basis) {
            case Basis.Quoted quoted -> Optional.of(quoted);
            case Basis.Vouched _ -> Optional.empty();
        };
    }

    Attestation with(Verdict changed) {
        return new Attestation(evidenceId, changed, basis, attestedAt, attestedUntil);
    }

    boolean expired(Instant now) {
        return !now.isBefore(attestedUntil);
    }
}
