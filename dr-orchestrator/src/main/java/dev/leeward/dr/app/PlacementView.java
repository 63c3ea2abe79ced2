package dev.leeward.dr.app;

import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where each workload runs, folded from migration-service's topic. */
public interface PlacementView {
    /** Keeps the newest placement of a workload, ordered by its placement epoch and not by arrival. */
    void placed(Placement placement);

    Map<WorkloadId, Placement> find(Collection<WorkloadId> workloads);

    /** Where a workload is; a site or host that is null means that it runs nowhere. */
    record Placement(
            WorkloadId workload,
            String name,
            Optional<TenantId> tenant,
            @Nullable String site,
            @Nullable String host,
            long epoch) {}
}
