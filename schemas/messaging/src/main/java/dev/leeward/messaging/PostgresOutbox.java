package dev.leeward.messaging;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a transaction says and leaves it to be written in one statement right before the commit, after the state
 * has been flushed: whoever holds the row locks of an aggregate then also numbers its events, so that ids follow the order
 * of the transactions on each key.
 */
@ApplicationScoped
class PostgresOutbox implements Outbox {
    private static final Object SAID = new Object();

    private final LastWrites writes;
    private final TransactionSynchronizationRegistry transaction;
    private final OutboxSignal signal;
    private final EventCodec codec = new EventCodec();

    PostgresOutbox(LastWrites writes, TransactionSynchronizationRegistry transaction, OutboxSignal signal) {
        this.writes = writes;
        this.transaction = transaction;
        this.signal = signal;
    }

    @Override
    public void publish(SpecificRecord event) {
        Topic topic = Topic.of(event.getSchema());
        add(new OutboxRecord(
                topic.topicName(),
                topic.keyOf(event),
                EventCodec.envelope(event).getEventId(),
                codec.encode(event),
                traced(Map.of())));
    }

    @Override
    public void publishRaw(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        OutboxRecord row = new OutboxRecord(topic, key, null, value, traced(headers));
        int limit = RecordLimit.of(topic);
        if (row.size() > limit) {
            throw new IllegalArgumentException("A record of " + row.size() + " bytes with key " + key
                    + " is larger than topic " + topic + " takes: " + limit);
        }
        add(row);
    }

    private void add(OutboxRecord row) {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("The outbox needs an active transaction to say something on " + row.topic()
                    + ": annotate the use case with @Transactional");
        }
        if (transaction.getResource(SAID) instanceof Said said) {
            said.rows.add(row);
            return;
        }
        Said said = new Said(row);
        transaction.putResource(SAID, said);
        LastSynchronization.register(said);
    }

    private static Map<String, String> traced(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        W3CTraceContextPropagator.getInstance().inject(Context.current(), all, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.putIfAbsent(name, value);
            }
        });
        return all;
    }

    /** What one transaction has said so far. */
    private final class Said implements Synchronization {
        private final List<OutboxRecord> rows = new ArrayList<>();
        private boolean last;
        private boolean told;

        private Said(OutboxRecord first) {
            rows.add(first);
        }

        @Override
        public void beforeCompletion() {
            if (!last) {
                last = true;
                LastSynchronization.register(this);
                return;
            }
            if (rows.isEmpty()) {
                return;
            }
            OutboxTable.leave(writes, rows);
            rows.clear();
        }

        /** Called as often as it is registered. */
        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED && !told) {
                told = true;
                signal.committed();
            }
        }
    }
}
