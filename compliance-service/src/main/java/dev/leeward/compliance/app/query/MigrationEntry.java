package dev.leeward.compliance.app.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the stream tells it.
 *
 * @param kind LIVE, COLD or RECOVERY
 * @param state Requested, Blocked, Queued, Transferring, Verifying, Succeeded, RolledBack, Cancelled, Failed or
 *     Indeterminate
 * @param destinationSite null where any would do and none was chosen before it ended, as is the host
 * @param origin api, order or evacuation
 * @param downtimeMillis how long the workload stood still; null before it succeeded, as are the next two
 * @param bytesCopied bytes that crossed the link: 0 where storage was at both sites already
 */
public record MigrationEntry(
        String id,
        @Nullable String tenant,
        String workload,
        String workloadName,
        String kind,
        boolean test,
        String state,
        @Nullable String reasonCode,
        @Nullable String reason,
        @Nullable String sourceSite,
        @Nullable String sourceHost,
        @Nullable String destinationSite,
        @Nullable String destinationHost,
        String requestedBy,
        String origin,
        Instant requestedAt,
        Instant changedAt,
        @Nullable String decisionId,
        @Nullable String orderId,
        @Nullable String evacuationId,
        @Nullable Long downtimeMillis,
        @Nullable Long durationMillis,
        @Nullable Long bytesCopied) {}
