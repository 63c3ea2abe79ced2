package dev.leeward.attestation.app;

import dev.leeward.attestation.reference.ReferenceManifest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a reference manifest.
 *
 * @param manifest its newest version
 * @param publishedAt when that came into force
 * @param retiredAt when it was retired; null while in force
 * @param sequence number of the last event that was said about it
 */
public record ManifestRecord(
        ReferenceManifest manifest,
        Instant publishedAt,
        @Nullable Instant retiredAt,
        long sequence) {

    public boolean inForce() {
        return retiredAt == null;
    }
}
