package dev.leeward.migration.host;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last attestation result of a host as this service knows it.
 *
 * @param attestedAt when it last attested, as attestation-service tells; null where it never did, or nobody said when
 * @param attestedUntil when the result expires; null where it grants nothing
 */
public record HostTrust(
        HostId host,
        TrustStatus status,
        String reason,
        @Nullable Instant attestedAt,
        @Nullable Instant attestedUntil) {

    /** The trust of a host that was never appraised. */
    public static HostTrust unknown(HostId host) {
        return new HostTrust(host, TrustStatus.UNKNOWN, "it was never attested", null, null);
    }

    /** The status with expiry applied: a trusted result that has expired, or never says when it does, is stale. */
    public TrustStatus statusAt(Instant now) {
        if (status != TrustStatus.TRUSTED) {
            return status;
        }
        return attestedUntil != null && now.isBefore(attestedUntil) ? TrustStatus.TRUSTED : TrustStatus.STALE;
    }

    /** Whether it attested since; null stands for never before. */
    public boolean attestedAfter(@Nullable Instant last) {
        return attestedAt != null && (last == null || attestedAt.isAfter(last));
    }

    public boolean trustedAt(Instant now) {
        return statusAt(now) == TrustStatus.TRUSTED;
    }

    /** Says in one sentence where the host stands, for a refusal. */
    public String describe(Instant now) {
        TrustStatus at = statusAt(now);
        String why = status == TrustStatus.TRUSTED && attestedUntil != null
                ? "its attestation expired at " + attestedUntil
                : reason;
        return "host " + host + " is " + at + (at == TrustStatus.TRUSTED || why.isBlank() ? "" : ": " + why);
    }
}
