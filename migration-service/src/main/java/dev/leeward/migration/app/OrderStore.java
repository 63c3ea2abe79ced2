package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import java.util.Optional;

/** Where orders of the orchestrator are remembered. */
public interface OrderStore {

    /** Remembers the order; false where it was seen before. */
    boolean remember(String orderId, WorkloadId workload, Instant at);

    /** A test copy to remove. */
    record Cleanup(
            MigrationId id,
            String orderId,
            WorkloadId workload,
            String workloadName,
            TenantId tenant,
            Kind kind,
            SiteId site,
            Cause cause,
            Instant askedAt) {}

    void add(Cleanup cleanup);

    Optional<Cleanup> cleanup(MigrationId id);
}
