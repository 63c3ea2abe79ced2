package dev.leeward.policy.edge.rest;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A request for approval as the API shows it. */
@Schema(name = "Approval")
public record ApprovalAnswer(
        UUID id,
        UUID decisionId,
        String state,
        String policy,
        int policyVersion,
        String action,
        String workload,
        String destination,
        String requestedBy,
        @Nullable String tenant,
        Instant requestedAt,
        Instant expiresAt,
        @Nullable String answeredBy,
        @Nullable Instant answeredAt) {
    static ApprovalAnswer of(Approval approval) {
        return switch (approval) {
            case Approval.Open(var request) -> of(request, "OPEN", null, null);
            case Approval.Granted(var request, var by, var at) -> of(request, "GRANTED", by, at);
            case Approval.Rejected(var request, var by, var at) -> of(request, "REJECTED", by, at);
        };
    }

    private static ApprovalAnswer of(ApprovalRequest request, String state, @Nullable String by, @Nullable Instant at) {
        TenantId tenant = request.tenant();
        return new ApprovalAnswer(
                request.id(),
                request.decision(),
                state,
                request.subject().policy().id(),
                request.subject().policy().version(),
                request.subject().action().code(),
                request.subject().workload().value(),
                request.subject().destination().value(),
                request.subject().requestedBy(),
                tenant == null ? null : tenant.value(),
                request.requestedAt(),
                request.expiresAt(),
                by,
                at);
    }
}
