package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.schedule.Demand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A demand that a host attest now.
 *
 * @param attestationId identifier
 * @param host the host
 * @param demandedBy who demanded it
 * @param demandedAt when
 * @param expiresAt when it is given up
 * @param status PENDING, DONE or EXPIRED
 * @param refusal why evidence was last refused meanwhile; null where none was
 * @param doneAt when evidence was appraised; null where none was
 * @param overall as what it was appraised; null where none was
 * @param reason why not as trusted; empty where trusted, null where none was appraised
 * @param evidenceId the evidence; null where none was appraised
 */
public record DemandView(
        UUID attestationId,
        String host,
        String demandedBy,
        Instant demandedAt,
        Instant expiresAt,
        Demand.Status status,
        @Nullable String refusal,
        @Nullable Instant doneAt,
        @Nullable TrustStatus overall,
        @Nullable String reason,
        @Nullable UUID evidenceId) {

    static DemandView of(Demand demand, Instant now) {
        Demand.Verdict verdict = demand.verdict();
        return new DemandView(
                demand.id(),
                demand.host().value(),
                demand.by(),
                demand.at(),
                demand.until(),
                demand.status(now),
                demand.refusal(),
                verdict == null ? null : verdict.at(),
                verdict == null ? null : verdict.overall(),
                verdict == null ? null : verdict.reason(),
                verdict == null ? null : verdict.evidenceId());
    }
}
