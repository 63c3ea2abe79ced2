package dev.leeward.messaging;

import dev.leeward.messaging.sql.DatabaseFailure;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One transaction of the inbox: positions, event ids, effects and dead letters together, or nothing. */
@Singleton
class InboxTransaction {
    private final AgroalDataSource dataSource;
    private final EventReader reader;
    private final Outbox outbox;
    private final DeadLetterTopic deadLetters;
    private final Assignments assignments;
    private final InboxMetrics metrics;
    private final int timeoutSeconds;

    InboxTransaction(
            AgroalDataSource dataSource,
            EventReader reader,
            Outbox outbox,
            DeadLetterTopic deadLetters,
            Assignments assignments,
            InboxMetrics metrics,
            InboxConfig config) {
        this.dataSource = dataSource;
        this.reader = reader;
        this.outbox = outbox;
        this.deadLetters = deadLetters;
        this.assignments = assignments;
        this.metrics = metrics;
        this.timeoutSeconds = (int) config.transactionTimeout().toSeconds();
    }

    /** Applies the records that have not been applied yet; poison among them becomes dead letters. */
    void apply(
            String consumer, List<ConsumerRecord<String, byte @Nullable []>> records, Consumer<List<Received>> effect) {
        Counts counts = in(consumer, records, (connection, due) -> {
            Map<UUID, Received> events = new LinkedHashMap<>();
            Map<ConsumerRecord<String, byte @Nullable []>, Poison> poison = new LinkedHashMap<>();
            int read = 0;
            for (ConsumerRecord<String, byte @Nullable []> record : due) {
                EventReader.Read result = reader.read(record);
                Received event = result.event();
                if (event != null) {
                    events.putIfAbsent(event.envelope().getEventId(), event);
                    read++;
                } else if (result.poison() != null) {
                    poison.put(record, result.poison());
                }
            }
            if (!events.isEmpty()) {
                Set<UUID> fresh = InboxTable.remember(connection, consumer, events.keySet());
                events.keySet().retainAll(fresh);
            }
            if (!events.isEmpty()) {
                effect.accept(List.copyOf(events.values()));
            }
            poison.forEach((record, why) -> send(deadLetters.ofReceived(record, why, consumer)));
            return new Counts(events.size(), read - events.size(), List.copyOf(poison.values()));
        });
        counts.record(metrics);
    }

    /** Puts one record aside and moves on. */
    void putAside(String consumer, ConsumerRecord<String, byte @Nullable []> record, Poison poison) {
        Counts counts = in(consumer, List.of(record), (_, due) -> {
            due.forEach(one -> send(deadLetters.ofReceived(one, poison, consumer)));
            return new Counts(0, 0, due.isEmpty() ? List.of() : List.of(poison));
        });
        counts.record(metrics);
    }

    private void send(OutboxRecord letter) {
        outbox.publishRaw(letter.topic(), letter.key(), letter.payload(), letter.headers());
    }

    /**
     * The position is locked first, and only records from there on are due: what another process has applied after a
     * rebalance is not applied again by this one, and the other way round.
     */
    private Counts in(String consumer, List<ConsumerRecord<String, byte @Nullable []>> records, Work work) {
        Map<TopicPartition, Long> next = new HashMap<>();
        Counts done = QuarkusTransaction.requiringNew().timeout(timeoutSeconds).call(() -> {
            try (Connection connection = dataSource.getConnection()) {
                Map<TopicPartition, Long> positions = InboxTable.lock(connection, consumer, partitions(records));
                assignments.check(consumer, positions);
                List<ConsumerRecord<String, byte @Nullable []>> due = new ArrayList<>(records.size());
                for (ConsumerRecord<String, byte @Nullable []> record : records) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() >= positions.getOrDefault(partition, 0L)) {
                        due.add(record);
                        next.merge(partition, record.offset() + 1, Math::max);
                    }
                }
                if (due.isEmpty()) {
                    return new Counts(0, records.size(), List.of());
                }
                Counts counts = work.on(connection, due);
                InboxTable.advance(connection, consumer, next);
                return counts;
            } catch (SQLException e) {
                throw new DatabaseFailure("The inbox of " + consumer + " could not be written", e);
            }
        });
        assignments.applied(consumer, next);
        return done;
    }

    private static Set<TopicPartition> partitions(List<ConsumerRecord<String, byte @Nullable []>> records) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        records.forEach(record -> partitions.add(new TopicPartition(record.topic(), record.partition())));
        return partitions;
    }

    private interface Work {
        Counts on(Connection connection, List<ConsumerRecord<String, byte @Nullable []>> due) throws SQLException;
    }

    /** What a transaction did, counted once it has committed. */
    private record Counts(int applied, int duplicates, List<Poison> poison) {
        void record(InboxMetrics metrics) {
            metrics.applied(applied);
            metrics.duplicates(duplicates);
            poison.forEach(one -> metrics.deadLetter(one.reason()));
        }
    }
}
