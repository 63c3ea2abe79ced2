package dev.leeward.attestation.appraisal;

import dev.leeward.attestation.reference.ManifestRef;
import org.jspecify.annotations.Nullable;

/**
 * The outcome for one part of a host.
 *
 * @param status outcome
 * @param reason why, in a sentence to act on; empty where trusted
 * @param manifest reference manifest, in the version that matched or was compared with; null where none applies
 */
public record PartVerdict(
        TrustStatus status, String reason, @Nullable ManifestRef manifest) {

    public PartVerdict {
        if ((status == TrustStatus.TRUSTED) != reason.isEmpty()) {
            throw new IllegalArgumentException("a verdict of " + status + " has the reason \"" + reason + "\"");
        }
    }

    static PartVerdict trusted(@Nullable ManifestRef manifest) {
        return new PartVerdict(TrustStatus.TRUSTED, "", manifest);
    }

    static PartVerdict untrusted(String reason, @Nullable ManifestRef manifest) {
        return new PartVerdict(TrustStatus.UNTRUSTED, reason, manifest);
    }

    /** The same manifest, with the status that time or ignorance gave it. */
    PartVerdict as(TrustStatus other, String why) {
        return new PartVerdict(other, why, manifest);
    }
}
