package dev.leeward.policy.policy;

import dev.leeward.policy.placement.Glass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision rests on besides the request and the policies.
 *
 * @param at the instant of the decision
 * @param workload null where unknown
 * @param hosts the hosts involved, as far as they are known
 * @param staleness how far the view may lie behind
 * @param feed the topic that lies furthest behind
 * @param approvals what second persons have agreed to
 * @param peers workloads on the hosts involved that must stay apart from this one
 * @param glass the time that break-glass has under the request's ticket; null where the request breaks none
 */
public record Facts(
        Instant at,
        @Nullable WorkloadView workload,
        List<HostView> hosts,
        Duration staleness,
        String feed,
        List<GrantedApproval> approvals,
        List<Peer> peers,
        @Nullable Glass glass) {
    /** Copies the lists. */
    public Facts {
        hosts = List.copyOf(hosts);
        approvals = List.copyOf(approvals);
        peers = List.copyOf(peers);
    }

    /** The same without break-glass. */
    public Facts(
            Instant at,
            @Nullable WorkloadView workload,
            List<HostView> hosts,
            Duration staleness,
            String feed,
            List<GrantedApproval> approvals,
            List<Peer> peers) {
        this(at, workload, hosts, staleness, feed, approvals, peers, null);
    }

    /** The same for a request that breaks glass. */
    public Facts under(Glass until) {
        return new Facts(at, workload, hosts, staleness, feed, approvals, peers, until);
    }

    /** A second person agreed that this policy's requirement is met for this destination. */
    public record GrantedApproval(String id, PolicyRef policy, HostId destination) {}

    /** A workload of the same owner and the same label {@code anti-affinity}, and the host that it runs on. */
    public record Peer(WorkloadId workload, HostId host) {}

    /** A request about one of its destinations, with what is known. */
    public PlacementCase about(PlacementRequest request, HostId destination) {
        HostView source = workload == null ? null : host(workload.host()).orElse(null);
        return new PlacementCase(
                request,
                at,
                workload,
                source,
                destination,
                host(destination).orElse(null),
                peers.stream()
                        .filter(peer -> peer.host().equals(destination))
                        .map(Peer::workload)
                        .toList());
    }

    /** What is known of a host. */
    public Optional<HostView> host(@Nullable HostId id) {
        return hosts.stream().filter(host -> host.id().equals(id)).findFirst();
    }
}
