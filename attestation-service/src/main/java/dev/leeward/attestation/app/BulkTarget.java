package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host of a bulk operation.
 *
 * @param host the host
 * @param outcome what became of it
 * @param code why it failed; null where it did not
 * @param reason the same in words; null where it did not
 * @param at when; null where it is left
 */
public record BulkTarget(
        HostId host,
        Outcome outcome,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant at) {

    /** What became of a host. */
    public enum Outcome {
        /** Nothing yet; nor will it where the operation was cancelled. */
        LEFT,
        /** It was done, now or before. */
        DONE,
        /** It could not be done. */
        FAILED
    }
}
