package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.reference.ManifestDiff;
import dev.leeward.attestation.reference.ReferenceValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How measurements differ.
 *
 * @param from the manifest
 * @param to what it is compared with: a manifest, or host: and a host's id
 * @param same whether nothing differs
 * @param changes the differences by PCR, in the order of extension
 */
public record DiffView(String from, String to, boolean same, List<Change> changes) {

    /**
     * One difference.
     *
     * @param pcr PCR
     * @param position place in the order of extension into the PCR, from 1
     * @param from what the manifest says; null where nothing
     * @param to what the other says; null where nothing
     * @param words the same in a sentence
     */
    public record Change(
            int pcr,
            int position,
            @Nullable Measurement from,
            @Nullable Measurement to,
            String words) {}

    /** A measurement: SHA-256 that is extended, in hexadecimal, and what it is of. */
    public record Measurement(String digest, String description) {

        static @Nullable Measurement of(@Nullable ReferenceValue value) {
            return value == null ? null : new Measurement(value.digest().hex(), value.description());
        }
    }

    static DiffView of(String from, String to, ManifestDiff diff) {
        return new DiffView(
                from,
                to,
                diff.none(),
                diff.changes().stream()
                        .map(change -> new Change(
                                change.pcr(),
                                change.position(),
                                Measurement.of(change.from()),
                                Measurement.of(change.to()),
                                change.words()))
                        .toList());
    }
}
