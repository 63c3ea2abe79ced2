package dev.leeward.policy.placement;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attestation result of a host.
 *
 * @param reason why the status is what it is; empty where trusted
 * @param attestedAt when the nonce behind the result was issued; null where never attested
 * @param attestedUntil when the result expires; null where it grants nothing
 * @param assetTag whether the host's asset tag is as the reference says; null where the host is not judged on it
 */
public record Trust(
        TrustStatus status,
        String reason,
        @Nullable Instant attestedAt,
        @Nullable Instant attestedUntil,
        Assurance assurance,
        @Nullable TrustStatus assetTag) {
    /** A result of a host that is not judged on an asset tag. */
    public Trust(
            TrustStatus status,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            Assurance assurance) {
        this(status, reason, attestedAt, attestedUntil, assurance, null);
    }

    /** What is known of a host before its first attestation. */
    public static final Trust NEVER_ATTESTED =
            new Trust(TrustStatus.UNKNOWN, "it has never been attested", null, null, Assurance.NONE);

    /** How far ahead of our own clock an attestation may lie before the clocks themselves are in doubt. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    /** The trust that counts at an instant: a result that has expired, or lies in the future, grants nothing. */
    public Trust at(Instant now) {
        if (status != TrustStatus.TRUSTED) {
            return this;
        }
        if (attestedUntil == null || attestedAt == null) {
            return stale("its attestation names no term");
        }
        if (!now.isBefore(attestedUntil)) {
            return stale("its attestation of %s expired at %s".formatted(attestedAt, attestedUntil));
        }
        if (attestedAt.isAfter(now.plus(CLOCK_TOLERANCE))) {
            return stale("its attestation of %s lies ahead of this service's clock (%s): synchronise the clocks"
                    .formatted(attestedAt, now));
        }
        return this;
    }

    /** Whether it counts as trusted; only meaningful after {@link #at}. */
    public boolean granted() {
        return status == TrustStatus.TRUSTED;
    }

    private Trust stale(String why) {
        TrustStatus tag = assetTag == null ? null : TrustStatus.STALE;
        return new Trust(TrustStatus.STALE, why, attestedAt, attestedUntil, assurance, tag);
    }
}
