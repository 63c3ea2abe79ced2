package dev.leeward.policy.placement;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request about one destination, with what is known at one instant.
 *
 * @param workload null where unknown
 * @param source the host that it runs on; null where unknown or none
 * @param host the destination; null where unknown
 */
public record PlacementCase(
        PlacementRequest request,
        Instant at,
        @Nullable WorkloadView workload,
        @Nullable HostView source,
        HostId destination,
        @Nullable HostView host) {}
