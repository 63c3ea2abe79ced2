package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ReferenceManifest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a version of a reference manifest, for ever: verdicts name the version that they rest on.
 *
 * @param manifest what it says
 * @param signature the provider's signature over it; null where it is unsigned
 * @param publishedAt when it came into force
 * @param retirement its end; null while in force
 * @param sequence number of the last event that was said about the manifest
 */
public record ManifestRecord(
        ReferenceManifest manifest,
        @Nullable ManifestSignature signature,
        Instant publishedAt,
        @Nullable Retirement retirement,
        long sequence) {

    /**
     * The end of a version.
     *
     * @param at when it was taken out of force
     * @param reason why, in words
     */
    public record Retirement(Instant at, String reason) {}

    public boolean inForce() {
        return retirement == null;
    }

    ManifestRecord retired(Instant at, String reason, long next) {
        return new ManifestRecord(manifest, signature, publishedAt, new Retirement(at, reason), next);
    }
}
