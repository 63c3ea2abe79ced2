package dev.leeward.dr.edge.kafka;

import dev.leeward.dr.app.MoveAnswers;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where migration-service answers the orders; a migration that was blocked comes as one that failed, code blocked. */
@ApplicationScoped
class MigrationAnswerConsumer {
    private final Inbox inbox;
    private final MoveAnswers answers;

    MigrationAnswerConsumer(Inbox inbox, MoveAnswers answers) {
        this.inbox = inbox;
        this.answers = answers;
    }

    @Incoming("migrationLifecycle")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        switch (received.event()) {
            case MigrationSucceeded e
            when e.getOrderId() != null ->
                answers.succeeded(
                        e.getOrderId(),
                        e.getDestinationHost(),
                        e.getDowntimeMillis(),
                        e.getTest()
                                ? "test copy on " + e.getDestinationHost()
                                : "runs on " + e.getDestinationHost() + ", stood still for " + e.getDowntimeMillis()
                                        + " ms");
            case MigrationFailed e
            when e.getOrderId() != null -> answers.failed(e.getOrderId(), e.getCode(), e.getReason());
            case MigrationRolledBack e
            when e.getOrderId() != null -> answers.failed(e.getOrderId(), e.getCode(), e.getReason());
            case MigrationCancelled e
            when e.getOrderId() != null ->
                answers.failed(e.getOrderId(), "cancelled", "cancelled by " + e.getCancelledBy());
            case MigrationIndeterminate e
            when e.getOrderId() != null -> answers.indeterminate(e.getOrderId(), e.getReason());
            default -> {
                // Migrations that nobody here ordered.
            }
        }
    }
}
