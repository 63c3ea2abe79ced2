package dev.leeward.policy.edge.rest;

import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Decision;
import dev.leeward.policy.review.SetRef;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A decision as the API shows it; {@code reason} is what the most telling policy says. */
@Schema(description = "Anything but ALLOW blocks.")
public record DecisionAnswer(
        UUID decisionId,
        String requestId,
        String effect,
        String reason,
        String action,
        String workload,
        @Nullable String workloadName,
        @Nullable String tenant,
        @Nullable String source,
        List<String> destinations,
        Asker principal,
        String enforcementPoint,
        @Nullable String migration,
        List<Determining> determining,
        List<Determining> monitorHits,
        List<String> obligations,
        List<String> overridden,

        @Schema(description = "Approvals that are waited for")
        List<MissingApproval> approvals,

        @Schema(description = "Approvals that it rests on") List<String> consents,
        List<TrustSnapshot> trustSnapshot,
        String policySetDigest,

        @Schema(description = "The versions in force that spoke of the workload")
        List<SetRef> policySets,

        Instant decidedAt,
        Instant validUntil) {
    /** Who asked. */
    @Schema(name = "DecisionPrincipal")
    public record Asker(
            String id, Set<String> roles, @Nullable String tenant) {}

    /** A policy that decided, or would have. */
    @Schema(name = "DeterminingPolicy")
    public record Determining(
            String policy,
            int version,
            String message,

            @Schema(description = "The values that it read, each as name = value")
            List<String> trace) {}

    /** An approval that is waited for. */
    public record MissingApproval(UUID id, String policy, String destination, Instant expiresAt) {}

    /** The trust that the decision rests on. */
    public record TrustSnapshot(
            String host,
            String status,
            String reason,
            @Nullable Instant attestedAt,
            @Nullable Instant attestedUntil,
            String assurance) {}

    static DecisionAnswer of(RecordedDecision recorded) {
        Decision decision = recorded.decision();
        WorkloadView workload = recorded.visibleWorkload();
        HostId source = recorded.sourceHost();
        Principal principal = recorded.request().principal();
        return new DecisionAnswer(
                recorded.id(),
                recorded.request().requestId(),
                decision.effect().name(),
                decision.reason(),
                recorded.request().action().code(),
                recorded.request().workload().value(),
                workload == null ? null : workload.name(),
                text(recorded.tenant()),
                source == null ? null : source.value(),
                recorded.request().destinations().stream().map(HostId::value).toList(),
                new Asker(principal.id(), principal.roles(), text(principal.tenant())),
                recorded.request().enforcementPoint(),
                recorded.request().migration(),
                determining(decision.determining()),
                determining(decision.monitorHits()),
                decision.obligations(),
                decision.overridden(),
                recorded.approvals().stream().map(DecisionAnswer::approval).toList(),
                decision.consents(),
                decision.trust().stream().map(DecisionAnswer::trust).toList(),
                decision.policySetDigest(),
                recorded.policySets(),
                recorded.facts().at(),
                decision.validUntil());
    }

    private static List<Determining> determining(List<Decision.Determining> found) {
        return found.stream()
                .map(policy -> new Determining(
                        policy.policy().id(), policy.policy().version(), policy.message(), policy.trace()))
                .toList();
    }

    private static MissingApproval approval(ApprovalRequest request) {
        return new MissingApproval(
                request.id(),
                request.subject().policy().id(),
                request.subject().destination().value(),
                request.expiresAt());
    }

    private static TrustSnapshot trust(Decision.TrustSnapshot snapshot) {
        Trust trust = snapshot.trust();
        return new TrustSnapshot(
                snapshot.host().value(),
                trust.status().name(),
                trust.reason(),
                trust.attestedAt(),
                trust.attestedUntil(),
                trust.assurance().name());
    }

    private static @Nullable String text(@Nullable TenantId tenant) {
        return tenant == null ? null : tenant.value();
    }
}
