package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.BulkTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host of a bulk operation.
 *
 * @param host identifier of the host
 * @param outcome what became of it
 * @param code why it failed; null where it did not
 * @param reason the same in words; null where it did not
 * @param at when; null where it is left
 */
public record BulkTargetView(
        String host,
        BulkTarget.Outcome outcome,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant at) {

    static BulkTargetView of(BulkTarget target) {
        return new BulkTargetView(target.host().value(), target.outcome(), target.code(), target.reason(), target.at());
    }
}
