package dev.leeward.attestation.app;

import dev.leeward.attestation.host.SourceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an inventory source did when it was asked last.
 *
 * @param succeededAt when it last answered; null where it never did
 * @param failedAt when it last failed; null where it never did
 * @param failure why it last failed; null where it never did
 * @param hosts hosts in its last answer
 * @param problems what in its last answer could not be used
 */
public record SourceStatus(
        SourceId id,
        @Nullable Instant succeededAt,
        @Nullable Instant failedAt,
        @Nullable SourceFailure failure,
        int hosts,
        List<SourceFailure> problems) {

    public SourceStatus {
        problems = List.copyOf(problems);
    }

    static SourceStatus unasked(SourceId id) {
        return new SourceStatus(id, null, null, null, 0, List.of());
    }

    /** Whether the last attempt succeeded. */
    public boolean answers() {
        return succeededAt != null && (failedAt == null || succeededAt.isAfter(failedAt));
    }
}
