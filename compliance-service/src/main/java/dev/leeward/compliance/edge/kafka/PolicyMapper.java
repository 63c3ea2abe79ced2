package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.event.Asker;
import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicySetFact;
import dev.leeward.events.common.Principal;
import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.BreakGlassClosed;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.DeterminingPolicy;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.events.policy.PolicySetPublished;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.TrustSnapshot;
import dev.leeward.events.policy.UndecidedMoveObserved;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Events of policy-service. */
final class PolicyMapper {
    private PolicyMapper() {}

    static @Nullable Fact fact(SpecificRecord record) {
        return switch (record) {
            case DecisionMade e -> decision(e);
            case MigrationApproved e ->
                new PolicyFact.MigrationApproved(
                        e.getDecisionId(),
                        e.getMigrationId(),
                        e.getWorkloadId(),
                        e.getDestinationHost(),
                        e.getValidUntil(),
                        e.getObligations());
            case MigrationBlocked e -> blocked(e);
            case ApprovalRequested e ->
                new PolicyFact.ApprovalRequested(
                        e.getDecisionId(),
                        e.getApprovalId(),
                        e.getWorkloadId(),
                        e.getDestinationHost(),
                        e.getRequestedBy(),
                        e.getRule(),
                        e.getExpiresAt());
            case ApprovalGiven e ->
                new PolicyFact.ApprovalGiven(
                        e.getDecisionId(), e.getApprovalId(), e.getApprovedBy(), e.getGranted(), e.getComment());
            case BreakGlassUsed e ->
                new PolicyFact.BreakGlassUsed(
                        e.getDecisionId(),
                        e.getWorkloadId(),
                        asker(e.getPrincipal()),
                        e.getReason(),
                        e.getTicket(),
                        e.getOverridden(),
                        e.getValidUntil(),
                        e.getUses());
            case BreakGlassClosed e ->
                new PolicyFact.BreakGlassClosed(
                        e.getDecisionId(), e.getPrincipalId(), e.getTicket(), e.getClosedBy(), e.getUses());
            case PolicySetPublished e -> published(e);
            case SimulationCompleted e -> simulated(e);
            case UndecidedMoveObserved e ->
                new PlacementFact.UndecidedMoveObserved(
                        e.getObservationId(),
                        e.getWorkloadId(),
                        e.getWorkloadName(),
                        e.getChange(),
                        e.getSourceHost(),
                        e.getDestinationHost(),
                        e.getRunning(),
                        e.getSeenBy(),
                        e.getAfter(),
                        e.getSeenAt());
            default -> null;
        };
    }

    static Asker asker(Principal principal) {
        return new Asker(principal.getId(), principal.getRoles(), principal.getTenant());
    }

    private static PolicyFact.DecisionMade decision(DecisionMade e) {
        return new PolicyFact.DecisionMade(
                e.getDecisionId(),
                e.getRequestId(),
                e.getAction(),
                e.getEffect().name(),
                e.getWorkloadId(),
                e.getSourceHost(),
                e.getDestinationHost(),
                asker(e.getPrincipal()),
                determining(e.getDetermining()),
                determining(e.getMonitorHits()),
                e.getPolicySetDigest(),
                e.getTrust().stream().map(PolicyMapper::trust).toList(),
                e.getEnforcementPoint(),
                e.getValidUntil(),
                e.getPolicySets().stream()
                        .map(set -> new PolicyFact.SetVersion(set.getScope(), set.getVersion(), set.getDigest()))
                        .toList(),
                e.getObligations());
    }

    private static PolicyFact.MigrationBlocked blocked(MigrationBlocked e) {
        return new PolicyFact.MigrationBlocked(
                e.getDecisionId(),
                e.getMigrationId(),
                e.getAction(),
                e.getEffect().name(),
                e.getWorkloadId(),
                e.getWorkloadName(),
                e.getSourceHost(),
                e.getDestinationHost(),
                e.getDestinationSite(),
                asker(e.getPrincipal()),
                e.getRule(),
                e.getRuleVersion(),
                e.getReason(),
                e.getEnforcementPoint());
    }

    private static PolicySetFact.PolicySetPublished published(PolicySetPublished e) {
        return new PolicySetFact.PolicySetPublished(
                e.getScope(),
                e.getVersion(),
                e.getPreviousVersion(),
                e.getRollbackOf(),
                e.getDigest(),
                e.getNote(),
                e.getDraftedBy(),
                e.getDraftedAt(),
                e.getApprovedBy(),
                e.getApprovedAt(),
                e.getPublishedBy(),
                e.getKeyId(),
                e.getPolicies().stream()
                        .map(policy -> new PolicySetFact.Policy(
                                policy.getPolicyId(),
                                policy.getVersion(),
                                policy.getEffect(),
                                policy.getMode(),
                                policy.getTenants(),
                                policy.getActions(),
                                policy.getCondition(),
                                policy.getMessage(),
                                policy.getControls(),
                                policy.getObligations()))
                        .toList());
    }

    private static PolicySetFact.SimulationCompleted simulated(SimulationCompleted e) {
        return new PolicySetFact.SimulationCompleted(
                e.getSimulationId(),
                e.getScope(),
                e.getVersion(),
                e.getSince(),
                e.getRequestedBy(),
                e.getRequestedAt(),
                e.getFailure(),
                e.getTotal(),
                e.getReplayed(),
                e.getChanged(),
                e.getCounts().stream()
                        .map(count -> new PolicySetFact.Count(
                                count.getTenant(),
                                count.getBefore().name(),
                                count.getAfter().name(),
                                count.getDecisions()))
                        .toList(),
                e.getCountsLeftOut(),
                e.getExamples().stream()
                        .map(example -> new PolicySetFact.Example(
                                example.getDecisionId(),
                                example.getTenant(),
                                example.getWorkloadId(),
                                example.getBefore().name(),
                                example.getAfter().name(),
                                example.getReasonBefore(),
                                example.getReasonAfter()))
                        .toList());
    }

    private static List<PolicyFact.Determining> determining(List<DeterminingPolicy> policies) {
        return policies.stream()
                .map(policy -> new PolicyFact.Determining(
                        policy.getPolicyId(), policy.getVersion(), policy.getMessage(), policy.getTrace()))
                .toList();
    }

    private static PolicyFact.TrustAtDecision trust(TrustSnapshot snapshot) {
        return new PolicyFact.TrustAtDecision(
                snapshot.getHostId(),
                snapshot.getStatus().name(),
                snapshot.getAttestedAt(),
                snapshot.getAttestedUntil());
    }
}
