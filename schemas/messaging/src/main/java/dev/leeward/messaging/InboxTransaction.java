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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** A record as it came, and what it says. */
    private record Arrived(ConsumerRecord<String, byte @Nullable []> record, EventReader.Read read) {}

    /** Applies the records that have not been applied yet; poison among them becomes dead letters. */
    void apply(
            String consumer, List<ConsumerRecord<String, byte @Nullable []>> records, Consumer<List<Received>> effect) {
        List<Arrived> arrived = records.stream()
                .map(record -> new Arrived(record, reader.read(record)))
                .toList();
        Set<UUID> ids = arrived.stream()
                .flatMap(one -> Stream.ofNullable(one.read().event()))
                .map(event -> event.envelope().getEventId())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Counts counts = in(consumer, records, ids, taken -> {
            Map<UUID, Received> events = new LinkedHashMap<>();
            List<Poison> poison = new ArrayList<>();
            int read = 0;
            for (Arrived one : arrived) {
                if (!taken.isDue(one.record())) {
                    continue;
                }
                Received event = one.read().event();
                Poison why = one.read().poison();
                if (event != null) {
                    events.putIfAbsent(event.envelope().getEventId(), event);
                    read++;
                } else if (why != null) {
                    send(deadLetters.ofReceived(one.record(), why, consumer));
                    poison.add(why);
                }
            }
            events.keySet().retainAll(taken.fresh());
            if (!events.isEmpty()) {
                effect.accept(List.copyOf(events.values()));
            }
            return new Counts(events.size(), read - events.size(), poison);
        });
        counts.record(metrics);
    }

    /** Puts one record aside and moves on. */
    void putAside(String consumer, ConsumerRecord<String, byte @Nullable []> record, Poison poison) {
        Counts counts = in(consumer, List.of(record), Set.of(), taken -> {
            if (!taken.isDue(record)) {
                return new Counts(0, 0, List.of());
            }
            send(deadLetters.ofReceived(record, poison, consumer));
            return new Counts(0, 0, List.of(poison));
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
    private Counts in(
            String consumer,
            List<ConsumerRecord<String, byte @Nullable []>> records,
            Set<UUID> ids,
            Function<InboxTable.Taken, Counts> work) {
        Map<TopicPartition, Long> next = new HashMap<>();
        records.forEach(record -> next.merge(InboxTable.partition(record), record.offset() + 1, Math::max));
        Counts done = QuarkusTransaction.requiringNew().timeout(timeoutSeconds).call(() -> {
            InboxTable.Taken taken = take(consumer, next, ids);
            assignments.check(consumer, taken.positions());
            taken.positions().forEach((partition, position) -> next.merge(partition, position, Math::max));
            return work.apply(taken);
        });
        assignments.applied(consumer, next);
        return done;
    }

    private InboxTable.Taken take(String consumer, Map<TopicPartition, Long> next, Set<UUID> ids) {
        try (Connection connection = dataSource.getConnection()) {
            return InboxTable.take(connection, consumer, next, ids);
        } catch (SQLException e) {
            throw new DatabaseFailure("The inbox of " + consumer + " could not be written", e);
        }
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
