package dev.leeward.policy.app;

import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.policy.Facts;
import dev.leeward.policy.review.SetRef;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision with all that it was made from, so that it can be made again.
 *
 * @param askedBy who sent the request: request ids are unique to them
 * @param requestDigest SHA-256 of the request as it was sent
 * @param approvals the approvals that are waited for
 * @param policySets the versions in force that spoke of the workload; empty in decisions of before this was kept
 */
public record RecordedDecision(
        UUID id,
        String askedBy,
        String requestDigest,
        PlacementRequest request,
        Facts facts,
        Decision decision,
        List<ApprovalRequest> approvals,
        List<SetRef> policySets) {
    /** Copies the lists. */
    public RecordedDecision {
        approvals = List.copyOf(approvals);
        policySets = List.copyOf(policySets);
    }

    /** Whom the decision belongs to: the tenant that asked, else the workload's; null for the provider. */
    public @Nullable TenantId tenant() {
        TenantId asking = request.principal().tenant();
        WorkloadView workload = facts.workload();
        return asking != null || workload == null ? asking : workload.tenant();
    }

    /** The workload as far as the principal may know of it; null where unknown or foreign. */
    public @Nullable WorkloadView visibleWorkload() {
        WorkloadView workload = facts.workload();
        return request.principal().reaches(workload) ? workload : null;
    }

    /** Where the workload runs, as far as the principal may know; else what the request says. */
    public @Nullable HostId sourceHost() {
        WorkloadView workload = visibleWorkload();
        return workload != null && workload.host() != null ? workload.host() : request.source();
    }
}
