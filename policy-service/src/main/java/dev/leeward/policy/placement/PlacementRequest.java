package dev.leeward.policy.placement;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * May this principal put this workload onto this host?
 *
 * @param requestId the asker's own id of the question: the same id gets the same answer
 * @param source host that the asker believes it runs on; null where it does not say
 * @param destinations the host asked for, or all hosts that may be chosen: every one must pass
 * @param approvals approvals that the asker rests on; empty for all that exist
 * @param enforcementPoint where it is asked
 * @param migration the migration that waits for the answer; null where an administrator's own tool asks
 */
public record PlacementRequest(
        String requestId,
        Action action,
        Principal principal,
        WorkloadId workload,
        @Nullable HostId source,
        List<HostId> destinations,
        List<String> approvals,
        @Nullable BreakGlass breakGlass,
        String enforcementPoint,
        @Nullable String migration) {
    /** At least one destination, each once. */
    public PlacementRequest {
        Identifier.checked("requestId", requestId);
        Identifier.checked("enforcementPoint", enforcementPoint);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("a request names a destination or candidates, but has neither");
        }
        destinations = List.copyOf(new LinkedHashSet<>(destinations));
        approvals = List.copyOf(approvals);
    }

    /** The hosts that it speaks of: the destinations, and the source where it is stated. */
    public List<HostId> hosts() {
        return source == null
                ? destinations
                : Stream.concat(destinations.stream(), Stream.of(source))
                        .distinct()
                        .toList();
    }
}
