package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.reference.ManifestRef;
import org.jspecify.annotations.Nullable;

/**
 * The appraisal of one part of a host.
 *
 * @param status outcome
 * @param reason why; empty where trusted
 * @param manifest reference manifest that matched or was compared with; null where none applies
 * @param manifestVersion its version; null where none applies
 */
public record PartView(
        TrustStatus status,
        String reason,
        @Nullable String manifest,
        @Nullable Integer manifestVersion) {

    static PartView of(PartVerdict part) {
        ManifestRef manifest = part.manifest();
        return new PartView(
                part.status(),
                part.reason(),
                manifest == null ? null : manifest.id().value(),
                manifest == null ? null : manifest.version());
    }
}
