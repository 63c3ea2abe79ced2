package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.app.Folding;
import dev.leeward.compliance.app.Recorded;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where every topic enters: each event takes effect once, a batch in one transaction. */
@ApplicationScoped
class LogConsumer {
    private final Inbox inbox;
    private final Folding folding;

    LogConsumer(Inbox inbox, Folding folding) {
        this.inbox = inbox;
        this.folding = folding;
    }

    @Incoming("log")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.batch(
                batch,
                received -> folding.fold(
                        received.stream().map(LogConsumer::recorded).toList()));
    }

    private static Recorded recorded(Received received) {
        Provenance provenance = new Provenance(received.topic(), received.partition(), received.offset());
        return new Recorded(FactMapper.event(received.event(), provenance), received.raw());
    }
}
