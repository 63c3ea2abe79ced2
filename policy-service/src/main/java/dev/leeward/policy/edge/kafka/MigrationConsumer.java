package dev.leeward.policy.edge.kafka;

import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.policy.app.DecisionPoint;
import dev.leeward.policy.app.DecisionPoint.Question;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where migrations ask: each request is decided once, and the answer goes back as MigrationApproved or MigrationBlocked. */
@ApplicationScoped
class MigrationConsumer {
    private static final String ENFORCEMENT_POINT = "migration-service";

    private final Inbox inbox;
    private final DecisionPoint decisions;
    private final FeedFreshness freshness;

    MigrationConsumer(Inbox inbox, DecisionPoint decisions, FeedFreshness freshness) {
        this.inbox = inbox;
        this.decisions = decisions;
        this.freshness = freshness;
    }

    /** Waits, within bounds, for a view that is catching up: a restart must not turn into refusals. */
    @Incoming("migrationLifecycle")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        freshness.await();
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        if (received.event() instanceof MigrationRequested event) {
            decisions.ask(
                    new Question(Avro.request(event, ENFORCEMENT_POINT), ENFORCEMENT_POINT, Avro.requestId(event)));
        }
    }
}
