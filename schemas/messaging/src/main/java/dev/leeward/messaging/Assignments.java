package dev.leeward.messaging;

import dev.leeward.messaging.sql.DatabaseFailure;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Starts each partition that this process is given at the position stored beside the effects: what Kafka has committed
 * for the group is for monitoring only. Knows which consumer of this process reads which partition.
 */
@ApplicationScoped
@Default
@Identifier("inbox") class Assignments implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(Assignments.class);

    private final AgroalDataSource dataSource;
    private final InboxConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<TopicPartition, Set<String>> consumers = new ConcurrentHashMap<>();
    private final Map<Reading, Long> known = new ConcurrentHashMap<>();

    private record Reading(String consumer, TopicPartition partition) {}

    Assignments(AgroalDataSource dataSource, InboxConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        String consumer = client.groupMetadata().groupId();
        Map<TopicPartition, Long> stored = stored(consumer, partitions, ends(client, partitions));
        for (TopicPartition partition : partitions) {
            long next = stored.getOrDefault(partition, 0L);
            if (next == 0) {
                client.seekToBeginning(Set.of(partition));
            } else {
                client.seek(partition, next);
            }
            known.put(new Reading(consumer, partition), next);
            consumers
                    .computeIfAbsent(partition, _ -> ConcurrentHashMap.newKeySet())
                    .add(consumer);
        }
        LOG.infof("inbox.assigned consumer=%s positions=%s", consumer, stored);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            LOG.infof(
                    "inbox.revoked consumer=%s partitions=%s",
                    client.groupMetadata().groupId(), partitions);
        }
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        onPartitionsRevoked(client, partitions);
    }

    /**
     * The consumer of this process that reads the partitions.
     *
     * @throws IllegalStateException where two do: then the caller has to say which one it is
     */
    String consumerOf(Collection<TopicPartition> partitions) {
        Set<String> names = partitions.stream()
                .flatMap(partition -> consumers.getOrDefault(partition, Set.of()).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (names.size() != 1) {
            throw new IllegalStateException("Consumers " + names + " of this service read " + partitions
                    + ": name the consumer group in the call to the inbox");
        }
        return names.iterator().next();
    }

    /**
     * Makes sure that the stored positions are not behind what this process has applied: then the database is an older
     * one, restored or reset under a running consumer, and what lies between must be read again from the start.
     */
    void check(String consumer, Map<TopicPartition, Long> stored) {
        stored.forEach((partition, next) -> {
            long expected = known.getOrDefault(new Reading(consumer, partition), 0L);
            if (next < expected) {
                throw new PositionMovedBack(consumer, partition, next, expected);
            }
        });
    }

    /** Remembers what has been committed. */
    void applied(String consumer, Map<TopicPartition, Long> next) {
        next.forEach((partition, position) -> known.put(new Reading(consumer, partition), position));
    }

    /** Empty where the broker does not say; then a topic that was made anew is found out the next time. */
    private static Map<TopicPartition, Long> ends(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        try {
            return client.endOffsets(partitions);
        } catch (KafkaException e) {
            LOG.warnf("inbox.ends-unknown partitions=%s detail=%s", partitions, e.getMessage());
            return Map.of();
        }
    }

    /** Kafka's thread waits here while the database is away: without the position there is nothing to read. */
    private Map<TopicPartition, Long> stored(
            String consumer, Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Backoff backoff = new Backoff(config.maxBackoff(), stopped);
        while (true) {
            try (Connection connection = dataSource.getConnection()) {
                Map<TopicPartition, Long> positions = new HashMap<>(InboxTable.positions(connection, consumer));
                positions.keySet().retainAll(partitions);
                for (Map.Entry<TopicPartition, Long> position : positions.entrySet()) {
                    long end = ends.getOrDefault(position.getKey(), Long.MAX_VALUE);
                    if (position.getValue() > end) {
                        LOG.errorf(
                                "inbox.topic-recreated consumer=%s partition=%s stored=%d end=%d",
                                consumer, position.getKey(), position.getValue(), end);
                        InboxTable.restart(connection, consumer, position.getKey());
                        position.setValue(0L);
                    }
                }
                return positions;
            } catch (SQLException e) {
                LOG.warnf("inbox.positions-unavailable consumer=%s detail=%s", consumer, e.getMessage());
                if (backoff.pause()) {
                    throw new DatabaseFailure("The positions of " + consumer + " could not be read", e);
                }
            }
        }
    }
}
