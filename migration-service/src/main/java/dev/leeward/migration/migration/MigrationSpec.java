package dev.leeward.migration.migration;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.placement.DestinationChoice.Wish;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for; it never changes.
 *
 * @param test true for an isolated copy that leaves the placement alone
 * @param source where the workload ran when it was asked; null where it ran nowhere
 * @param named the host that was named; null where the choice is ours
 * @param wish what the choice must heed
 */
public record MigrationSpec(
        MigrationId id,
        WorkloadId workload,
        String workloadName,
        TenantId tenant,
        Map<String, String> labels,
        Kind kind,
        boolean test,
        @Nullable Location source,
        @Nullable HostId named,
        Wish wish,
        Principal principal,
        Origin origin) {
    public MigrationSpec {
        labels = Map.copyOf(labels);
    }

    /** Real recoveries outrank everything else. */
    public boolean failover() {
        return kind == Kind.RECOVERY && !test;
    }

    /** When an order lapses; null where nothing is in a hurry. */
    @Nullable Instant lapses() {
        return origin instanceof Origin.Order order ? order.deadline() : null;
    }
}
