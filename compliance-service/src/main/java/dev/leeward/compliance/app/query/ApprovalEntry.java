package dev.leeward.compliance.app.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request for a second person's consent.
 *
 * @param rule the policy that requires it
 * @param answer null while nobody answered
 */
public record ApprovalEntry(
        String id,
        String decisionId,
        @Nullable String tenant,
        String workload,
        @Nullable String destinationHost,
        String requestedBy,
        String rule,
        Instant requestedAt,
        Instant expiresAt,
        @Nullable Answer answer) {
    /** What the second person said. */
    public record Answer(boolean granted, String by, Instant at, String comment) {}

    /** OPEN, GRANTED, REJECTED or EXPIRED. */
    public String stateAt(Instant now) {
        if (answer != null) {
            return answer.granted() ? "GRANTED" : "REJECTED";
        }
        return now.isBefore(expiresAt) ? "OPEN" : "EXPIRED";
    }
}
