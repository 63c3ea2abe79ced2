package dev.leeward.migration.edge.rest;

import dev.leeward.migration.app.MigrationReports.MigrationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A migration.
 *
 * @param state as the glossary names it, for example {@code SwitchingOver}
 * @param reason why it did not go well; null where nothing is wrong
 * @param bytesCopied bytes of storage that crossed the link; null before switch-over
 * @param progress share of the copying, from 0 to 1
 */
public record MigrationView(
        UUID id,
        String workload,
        String workloadName,
        String tenant,
        String kind,
        boolean test,
        String state,
        @Nullable ReasonView reason,
        @Nullable String sourceSite,
        @Nullable String sourceHost,
        @Nullable String destinationSite,
        @Nullable String destinationHost,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable String decisionId,
        @Nullable String orderId,
        @Nullable UUID evacuation,
        @Nullable Long downtimeMillis,
        @Nullable Long durationMillis,
        @Nullable Long bytesCopied,
        double progress) {

    /** Why a migration did not go well. */
    public record ReasonView(String code, String detail) {}

    static MigrationView of(MigrationReport r) {
        String code = r.reasonCode();
        String detail = r.reasonDetail();
        Instant finished = r.finishedAt();
        return new MigrationView(
                r.id(),
                r.workload(),
                r.workloadName(),
                r.tenant(),
                r.kind(),
                r.test(),
                Texts.title(r.state()),
                code == null || detail == null ? null : new ReasonView(code, detail),
                r.sourceSite(),
                r.sourceHost(),
                r.destinationSite(),
                r.destinationHost(),
                r.requestedBy(),
                r.requestedAt(),
                finished,
                r.decisionId(),
                r.orderId(),
                r.evacuationId(),
                r.downtimeMillis(),
                finished == null
                        ? null
                        : Duration.between(r.requestedAt(), finished).toMillis(),
                r.bytesCopied(),
                r.progress());
    }
}
