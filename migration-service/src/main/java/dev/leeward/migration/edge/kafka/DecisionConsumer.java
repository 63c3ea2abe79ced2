package dev.leeward.migration.edge.kafka;

import dev.leeward.events.policy.MigrationApproved;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.migration.app.GateAnswers;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.Approval;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.Reason;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
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
}
