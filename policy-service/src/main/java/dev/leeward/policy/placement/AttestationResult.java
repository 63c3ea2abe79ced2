package dev.leeward.policy.placement;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What attestation-service signed of a host.
 *
 * @param host the host
 * @param number the event that it was signed for
 * @param status the trust in the host
 * @param assurance how strongly it is vouched for
 * @param assetTag whether the asset tag is as the reference says; null where the host is not judged on it
 * @param issuedAt when the nonce behind it was issued, in whole seconds
 * @param expiresAt when it expires, in whole seconds; null where it grants nothing
 */
public record AttestationResult(
        HostId host,
        EventNumber number,
        TrustStatus status,
        Assurance assurance,
        @Nullable TrustStatus assetTag,
        Instant issuedAt,
        @Nullable Instant expiresAt) {

    /** The place of an event in its source's order. */
    public record EventNumber(long epoch, long sequence) {
        @Override
        public String toString() {
            return epoch + "." + sequence;
        }
    }
}
