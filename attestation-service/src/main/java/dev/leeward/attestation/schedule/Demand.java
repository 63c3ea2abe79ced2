package dev.leeward.attestation.schedule;

import dev.leeward.attestation.appraisal.TrustReport;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's demand that a host attest now. Evidence that was asked for at the demand or later answers it, in time.
 *
 * @param id identity
 * @param host the host
 * @param by who demanded it
 * @param at when
 * @param until when it is given up
 * @param refusal why evidence was last refused meanwhile; null where none was
 * @param verdict what the evidence was appraised as; null while there is none
 */
public record Demand(
        UUID id,
        HostId host,
        String by,
        Instant at,
        Instant until,
        @Nullable String refusal,
        @Nullable Verdict verdict) {

    /** What became of it. */
    public enum Status {
        /** The host is asked. */
        PENDING,
        /** The host attested, trusted or not. */
        DONE,
        /** It did not attest in time. */
        EXPIRED
    }

    /**
     * What the evidence was appraised as.
     *
     * @param at when
     * @param overall trusted or not
     * @param reason why not; empty where trusted
     * @param evidenceId the evidence
     */
    public record Verdict(
            Instant at,
            TrustStatus overall,
            String reason,
            @Nullable UUID evidenceId) {}

    public Demand {
        if (!until.isAfter(at)) {
            throw new IllegalArgumentException("demand " + id + " is given up before it is made");
        }
    }

    /** What became of it by a time. */
    public Status status(Instant now) {
        if (verdict != null) {
            return Status.DONE;
        }
        return until.isAfter(now) ? Status.PENDING : Status.EXPIRED;
    }

    /** Whether evidence that was asked for at a time answers it. */
    public boolean answeredBy(Instant measuredAt) {
        return !measuredAt.isBefore(at);
    }

    /** Evidence was appraised. */
    public Demand done(TrustReport report, Instant now) {
        return new Demand(
                id,
                host,
                by,
                at,
                until,
                refusal,
                new Verdict(now, report.overall(), report.reason(), report.evidenceId()));
    }

    /** Evidence was refused; the host is asked again. */
    public Demand refused(String why) {
        return new Demand(id, host, by, at, until, why, verdict);
    }
}
