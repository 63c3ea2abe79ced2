package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference manifest.
 *
 * @param id identifier
 * @param version version, from 1
 * @param part part of a host that it speaks of
 * @param product what it describes
 * @param productVersion the version that it describes
 * @param inForce whether it counts
 * @param publishedAt when this version came into force
 * @param retiredAt when it was retired; null while in force
 * @param values known-good measurements in the order of extension
 */
public record ManifestView(
        String id,
        int version,
        Part part,
        String product,
        String productVersion,
        boolean inForce,
        Instant publishedAt,
        @Nullable Instant retiredAt,
        List<Value> values) {

    /** One known-good measurement. */
    public record Value(int pcr, String digest, String description) {}

    static ManifestView of(ManifestRecord manifest) {
        ReferenceManifest content = manifest.manifest();
        return new ManifestView(
                content.id().value(),
                content.version(),
                content.part(),
                content.product(),
                content.productVersion(),
                manifest.inForce(),
                manifest.publishedAt(),
                manifest.retiredAt(),
                content.values().stream()
                        .map(value -> new Value(value.pcr(), value.digest().hex(), value.description()))
                        .toList());
    }
}
