package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.appraisal.PartVerdict;
import dev.leeward.attestation.appraisal.TrustStatus;
import org.jspecify.annotations.Nullable;

/**
 * The appraisal of one part of a host.
 *
 * @param status outcome
 * @param reason why; empty where trusted
 * @param manifest reference manifest that matched or was compared with; null where none applies
 */
public record PartView(
        TrustStatus status, String reason, @Nullable String manifest) {

    static PartView of(PartVerdict part) {
        return new PartView(
                part.status(),
                part.reason(),
                part.manifest() == null ? null : part.manifest().value());
    }
}
