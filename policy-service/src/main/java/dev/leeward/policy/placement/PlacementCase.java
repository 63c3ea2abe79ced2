package dev.leeward.policy.placement;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request about one destination, with what is known at one instant.
 *
 * @param workload null where unknown
 * @param source the host that it runs on; null where unknown or none
 * @param host the destination; null where unknown
 * @param peers workloads on the destination that must stay apart from this one
 */
public record PlacementCase(
        PlacementRequest request,
        Instant at,
        @Nullable WorkloadView workload,
        @Nullable HostView source,
        HostId destination,
        @Nullable HostView host,
        List<WorkloadId> peers) {
    /** Copies the list. */
    public PlacementCase {
        peers = List.copyOf(peers);
    }
}
