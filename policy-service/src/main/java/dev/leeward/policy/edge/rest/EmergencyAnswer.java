package dev.leeward.policy.edge.rest;

import dev.leeward.policy.emergency.Emergency;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An emergency as the API shows it. */
@Schema(name = "Emergency", description = "One person breaking glass under one ticket.")
public record EmergencyAnswer(
        UUID id,
        @Schema(description = "OPEN, EXPIRED or CLOSED") String state,
        String principal,
        String ticket,
        String reason,
        Instant openedAt,
        @Schema(description = "When it ends by itself") Instant validUntil,

        @Schema(description = "Who ended it early") @Nullable String closedBy,

        @Nullable Instant closedAt,

        @Schema(description = "How many decisions overrode something under it")
        int uses,

        @Nullable UUID lastDecision,
        @Nullable String lastWorkload,
        @Nullable Instant lastUsedAt) {
    static EmergencyAnswer of(Emergency emergency, Instant now) {
        Emergency.Closing closing = emergency.closing();
        Emergency.Use last = emergency.last();
        return new EmergencyAnswer(
                emergency.id(),
                emergency.stateAt(now).name(),
                emergency.principal(),
                emergency.ticket(),
                emergency.reason(),
                emergency.openedAt(),
                emergency.validUntil(),
                closing == null ? null : closing.by(),
                closing == null ? null : closing.at(),
                emergency.uses(),
                last == null ? null : last.decision(),
                last == null ? null : last.workload(),
                last == null ? null : last.at());
    }
}
