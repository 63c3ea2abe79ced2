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

        @Schema(description = "OPEN, GRANTED, REJECTED or EXPIRED")
        String state,

        String policy,
        int policyVersion,
        String action,
        String workload,
        String destination,
        String requestedBy,
        @Nullable String tenant,
        Instant requestedAt,

        @Schema(description = "When the request, and consent that was given to it, lapses")
        Instant expiresAt,

        @Nullable String answeredBy,
        @Nullable Instant answeredAt,
        @Nullable String comment) {
    static ApprovalAnswer of(Approval approval, Instant now) {
        String state = approval.stateAt(now).name();
        return switch (approval) {
            case Approval.Open(var request) -> of(request, state, null, null, null);
            case Approval.Granted(var request, var by, var at, var comment) -> of(request, state, by, at, comment);
            case Approval.Rejected(var request, var by, var at, var comment) -> of(request, state, by, at, comment);
        };
    }

    private static ApprovalAnswer of(
            ApprovalRequest request,
            String state,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable String comment) {
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
                at,
                comment);
    }
}
