package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.app.Consumers;
import dev.leeward.messaging.app.Remark;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Batches handed over by hand: what a crash, a rebalance or two processes at once would do. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class InboxOnceTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.HOST_TRUST.topicName(), 0);

    @Inject
    Inbox inbox;

    @Inject
    Consumers consumers;

    @Inject
    AgroalDataSource dataSource;

    private final EventCodec codec = new EventCodec();

    @Test
    void aConsumerThatLostItsPartitionAppliesNothingThatTheNewOneHas() {
        List<TrustChanged> events = events("zombie", 20);

        inbox.each("zombies", batch(events, 0, 10), consumers::apply);
        inbox.each("zombies", batch(events, 5, 20), consumers::apply);
        inbox.each("zombies", batch(events("zombie-late", 20), 8, 20), consumers::apply);

        assertThat(consumers.applied("zombie-0")).hasSize(20);
        assertThat(consumers.applied("zombie-late")).isEmpty();
    }

    @Test
    void ofManyEventsThoseThatCameBeforeDoNotTakeEffectAgain() {
        List<TrustChanged> events = events("many", 300);
        List<TrustChanged> said = new ArrayList<>(events.subList(0, 150));
        said.addAll(events);

        inbox.each("many", batch(said, 0, 150), consumers::apply);
        inbox.each("many", batch(said, 150, 450), consumers::apply);

        assertThat(consumers.applied("many-")).hasSize(300);
    }

    @Test
    void twoProcessesAtOnceApplyEachOffsetOnce() throws Exception {
        List<TrustChanged> mine = events("race-0", 200);
        List<TrustChanged> yours = events("race-1", 200);
        CountDownLatch start = new CountDownLatch(1);
        try (var pool = Executors.newFixedThreadPool(2)) {
            var all = List.of(mine, yours).stream()
                    .map(events -> pool.submit(() -> {
                        start.await();
                        for (int from = 0; from < 200; from += 20) {
                            inbox.each("racers", batch(events, from, from + 20), consumers::apply);
                        }
                        return true;
                    }))
                    .toList();
            start.countDown();
            for (var one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        }

        assertThat(consumers.applied("race-")).hasSize(200);
        assertThat(consumers.applied("race-").stream()
                        .map(applied -> applied.subject().substring("race-0".length()))
                        .distinct())
                .hasSize(200);
    }

    @Test
    void aCrashBetweenEffectAndCommitLeavesNothingAndTheEffectComesAgain() {
        List<TrustChanged> events = events("crash", 3);
        AtomicInteger attempts = new AtomicInteger();

        inbox.each("crashers", batch(events, 0, 3), received -> {
            consumers.apply(received);
            if (attempts.incrementAndGet() == 2) {
                endOwnConnection();
            }
        });

        assertThat(attempts.get()).isEqualTo(5);
        assertThat(consumers.applied("crash-")).hasSize(3);
    }

    @Test
    void entitiesOfAnEffectCommitWithItsPosition() {
        List<TrustChanged> events = events("entity", 2);

        inbox.each("entities", batch(events, 0, 2), received -> {
            Remark remark = new Remark();
            remark.id = "entity " + received.offset();
            remark.persist();
            if (received.offset() == 1) {
                throw new IllegalArgumentException("the second one fails");
            }
        });

        assertThat(QuarkusTransaction.requiringNew().call(() -> Remark.count("id like ?1", "entity %")))
                .isEqualTo(1);
    }

    @Test
    void deadlocksAreTriedAgainAndNotPutAside() {
        AtomicInteger attempts = new AtomicInteger();

        inbox.each("deadlocked", batch(events("deadlock", 1), 0, 1), received -> {
            if (attempts.incrementAndGet() < 6) {
                throw new IllegalStateException(new SQLException("deadlock detected", "40P01"));
            }
            consumers.apply(received);
        });

        assertThat(consumers.applied("deadlock-")).hasSize(1);
    }

    private void endOwnConnection() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<TrustChanged> events(String prefix, int count) {
        List<TrustChanged> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(TestEvents.trusted("%s-%04d".formatted(prefix, i)));
        }
        return events;
    }

    private ConsumerRecords<String, byte[]> batch(List<TrustChanged> events, int from, int to) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (int offset = from; offset < to; offset++) {
            TrustChanged event = events.get(offset);
            records.add(new ConsumerRecord<>(
                    PARTITION.topic(), PARTITION.partition(), offset, event.getHostId(), codec.encode(event)));
        }
        return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
    }
}
