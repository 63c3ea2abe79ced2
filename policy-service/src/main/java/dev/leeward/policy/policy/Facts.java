package dev.leeward.policy.policy;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
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
 */
public record Facts(
        Instant at,
        @Nullable WorkloadView workload,
        List<HostView> hosts,
        Duration staleness,
        String feed,
        List<GrantedApproval> approvals) {
    /** Copies the lists. */
    public Facts {
        hosts = List.copyOf(hosts);
        approvals = List.copyOf(approvals);
    }

    /** A second person agreed that this policy's requirement is met for this destination. */
    public record GrantedApproval(String id, PolicyRef policy, HostId destination) {}

    /** What is known of a host. */
    public Optional<HostView> host(@Nullable HostId id) {
        return hosts.stream().filter(host -> host.id().equals(id)).findFirst();
    }
}
