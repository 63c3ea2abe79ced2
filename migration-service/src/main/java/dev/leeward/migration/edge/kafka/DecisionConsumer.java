package dev.leeward.migration.edge.kafka;

import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.AwaitedApproval;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.migration.app.GateAnswers;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.Approval;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Pending;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.WorkloadId;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where the gate's answers enter. */
@ApplicationScoped
class DecisionConsumer {
    private final Inbox inbox;
    private final GateAnswers answers;

    DecisionConsumer(Inbox inbox, GateAnswers answers) {
        this.inbox = inbox;
        this.answers = answers;
    }

    @Incoming("policyDecisions")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        switch (received.event()) {
            case MigrationApproved e ->
                answers.approved(
                        new MigrationId(UUID.fromString(e.getMigrationId())),
                        new HostId(e.getDestinationHost()),
                        new Approval(e.getDecisionId(), e.getValidUntil(), e.getObligations()));
            case MigrationBlocked e
            when e.getMigrationId() != null
                    && e.getEffect() == Effect.PENDING_APPROVAL
                    && !e.getApprovals().isEmpty() ->
                answers.pending(
                        new MigrationId(UUID.fromString(e.getMigrationId())),
                        e.getDestinationHost() == null ? null : new HostId(e.getDestinationHost()),
                        pending(e));
            case ApprovalGiven e
            when e.getGranted() -> answers.consented(new WorkloadId(e.getWorkloadId()), e.getApprovalId());
            case ApprovalGiven e ->
                answers.rejected(
                        new WorkloadId(e.getWorkloadId()), e.getApprovalId(), e.getApprovedBy(), e.getComment());
            case MigrationBlocked e
            when e.getMigrationId() != null ->
                answers.blocked(
                        new MigrationId(UUID.fromString(e.getMigrationId())),
                        e.getDestinationHost() == null ? null : new HostId(e.getDestinationHost()),
                        e.getDecisionId(),
                        new Reason(e.getRule(), e.getReason()));
            default -> {
                // decisions that administrators' own tools asked for
            }
        }
    }

    private static Pending pending(MigrationBlocked e) {
        Instant until = e.getApprovals().stream()
                .map(AwaitedApproval::getExpiresAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        List<String> approvals =
                e.getApprovals().stream().map(AwaitedApproval::getApprovalId).toList();
        String detail =
                "%s. Waits until %s for approval %s".formatted(e.getReason(), until, String.join(", ", approvals));
        return new Pending(e.getDecisionId(), approvals, until, new Reason(e.getRule(), detail));
    }
}
