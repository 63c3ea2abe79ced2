package dev.leeward.policy.approval;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.policy.PolicyRef;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a second person is asked to agree to: this person's action on this workload towards this host, under this policy.
 *
 * @param decision the pending decision that raised it
 * @param askedBy who sent the request on the principal's behalf; the principal itself where nobody did
 * @param tenant whom it belongs to; null for the provider
 * @param expiresAt when the request, and what was granted, lapses
 */
public record ApprovalRequest(
        UUID id,
        UUID decision,
        Subject subject,
        String askedBy,
        @Nullable TenantId tenant,
        Instant requestedAt,
        Instant expiresAt) {
    /** Whether somebody had a hand in the request, and so is no second person. */
    boolean isFrom(String person) {
        return person.equals(subject.requestedBy()) || person.equals(askedBy);
    }

    /** What the consent is bound to: anything else needs a consent of its own. */
    public record Subject(
            PolicyRef policy, Action action, WorkloadId workload, HostId destination, String requestedBy) {
        /** Nothing is missing. */
        public Subject {
            Objects.requireNonNull(policy);
            Objects.requireNonNull(action);
            Objects.requireNonNull(workload);
            Objects.requireNonNull(destination);
            Objects.requireNonNull(requestedBy);
        }
    }
}
