package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.app.Folding;
import dev.leeward.compliance.app.Recorded;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
        Map<Provenance, byte[]> raw = new HashMap<>(batch.count() * 2);
        for (ConsumerRecord<String, byte[]> record : batch) {
            if (record.value() != null) {
                raw.put(new Provenance(record.topic(), record.partition(), record.offset()), record.value());
            }
        }
        inbox.batch(batch, received -> folding.fold(recorded(received, raw)));
    }

    private static List<Recorded> recorded(List<Received> received, Map<Provenance, byte[]> raw) {
        List<Recorded> recorded = new ArrayList<>(received.size());
        for (Received one : received) {
            Provenance provenance = new Provenance(one.topic(), one.partition(), one.offset());
            recorded.add(new Recorded(
                    FactMapper.event(one.event(), provenance), Objects.requireNonNull(raw.get(provenance))));
        }
        return recorded;
    }
}
