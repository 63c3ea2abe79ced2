package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Facts.GrantedApproval;
import dev.leeward.policy.policy.Facts.Peer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the local view knows about a request. Every replica of the service sees the same. */
public interface KnownFacts {
    /**
     * The known facts.
     *
     * @param workload null where it was never placed
     * @param hosts those of the destinations, and of the workload's present host, that are in the inventory
     * @param approvals consents that count for the request
     * @param peers workloads on the destinations that have the same owner and the same label {@code anti-affinity}
     */
    record Known(
            @Nullable WorkloadView workload, List<HostView> hosts, List<GrantedApproval> approvals, List<Peer> peers) {}

    /** All that is known about each of the requests, in their order and in one round trip. */
    List<Known> about(List<PlacementRequest> requests, Instant now);

    /** Those of these hosts that are in the inventory. */
    List<HostView> hosts(Collection<HostId> ids);

    /** Whether the name is the id or the name of a host besides this one; upper and lower case are the same. */
    boolean isOfAnother(String name, HostId than);
}
