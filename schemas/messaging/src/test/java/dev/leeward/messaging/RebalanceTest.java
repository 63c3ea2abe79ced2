package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.Topic;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real consumers in one group, which get and lose partitions. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class RebalanceTest {
    private static final String TOPIC = Topic.MIGRATION_LIFECYCLE.topicName();

    @Inject
    InboxConfig config;

    @Inject
    Inbox inbox;

    @Inject
    AgroalDataSource dataSource;

    /** Not the application's own: its channels need not know of the groups of these tests. */
    private Assignments assignments;

    private final Set<String> counted = new HashSet<>();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @BeforeEach
    void startAnew() {
        assignments = new Assignments(dataSource, config);
    }

    @Test
    void aPartitionIsReadFromTheStoredPositionWhateverKafkaHasCommitted() throws SQLException {
        try (KafkaProbe probe = KafkaProbe.connect()) {
            IntStream.range(0, 60).forEach(i -> probe.send(TestEvents.trusted("stored-" + i)));
        }
        store("stored-group", Topic.HOST_TRUST.topicName(), 0, 1);

        try (KafkaConsumer<String, byte[]> consumer = consumer("stored-group")) {
            Set<TopicPartition> assigned = join(consumer, Topic.HOST_TRUST.topicName());
            consumer.commitSync();

            assertThat(consumer.position(new TopicPartition(Topic.HOST_TRUST.topicName(), 0)))
                    .isEqualTo(1);
            assertThat(assigned).hasSize(Topic.HOST_TRUST.partitions());
            assertThat(consumer.position(new TopicPartition(Topic.HOST_TRUST.topicName(), 1)))
                    .isZero();
        }
    }

    @Test
    void aTopicThatWasMadeAnewIsReadFromItsStart() throws SQLException {
        store("anew-group", TOPIC, 2, 1_000_000);

        try (KafkaConsumer<String, byte[]> consumer = consumer("anew-group")) {
            join(consumer, TOPIC);

            assertThat(consumer.position(new TopicPartition(TOPIC, 2))).isLessThan(1_000_000);
        }
        assertThat(stored("anew-group", TOPIC, 2)).isZero();
    }

    @Test
    void consumersThatComeAndGoApplyEachEventOnce() {
        int events = 300;
        try (KafkaProbe probe = KafkaProbe.connect();
                KafkaConsumer<String, byte[]> first = consumer("moving-group");
                KafkaConsumer<String, byte[]> second = consumer("moving-group")) {
            IntStream.range(0, events)
                    .forEach(i -> probe.send(TestEvents.placementChanged("moving-" + i, "acme", "west-1", 1)));
            first.subscribe(List.of(Topic.WORKLOAD_PLACEMENT.topicName()), listener(first));
            ConsumerRecords<String, byte[]> stale = poll(first);
            assertThat(stale.isEmpty()).isFalse();

            // The second one joins while the first still holds a batch that it has not applied.
            second.subscribe(List.of(Topic.WORKLOAD_PLACEMENT.topicName()), listener(second));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                apply(poll(second));
                first.poll(Duration.ofMillis(50));
                return !second.assignment().isEmpty() && first.assignment().size() < 6;
            });
            apply(stale);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                apply(poll(first));
                apply(poll(second));
                return counted.size() >= events;
            });
        }

        assertThat(counted.stream().filter(id -> id.startsWith("twice"))).isEmpty();
    }

    @Test
    void aDatabaseThatWasSetBackUnderARunningConsumerStopsIt() {
        TopicPartition partition = new TopicPartition(TOPIC, 3);
        assignments.applied("restored-group", Map.of(partition, 50L));

        assertThatThrownBy(() -> assignments.check("restored-group", Map.of(partition, 20L)))
                .hasMessageContaining("20")
                .hasMessageContaining("50")
                .hasMessageContaining("Restart");
    }

    private void apply(ConsumerRecords<String, byte[]> batch) {
        inbox.each("moving-group", batch, received -> {
            String id = received.envelope().getEventId().toString();
            if (!counted.add(id)) {
                counted.add("twice-" + id);
            }
        });
    }

    private static ConsumerRecords<String, byte[]> poll(KafkaConsumer<String, byte[]> consumer) {
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (int i = 0; i < 100 && records.isEmpty() && consumer.assignment().isEmpty(); i++) {
            records = consumer.poll(Duration.ofMillis(100));
        }
        return records;
    }

    private Set<TopicPartition> join(KafkaConsumer<String, byte[]> consumer, String topic) {
        consumer.subscribe(List.of(topic), listener(consumer));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            consumer.poll(Duration.ofMillis(50));
            return !consumer.assignment().isEmpty();
        });
        return consumer.assignment();
    }

    private ConsumerRebalanceListener listener(KafkaConsumer<String, byte[]> consumer) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                assignments.onPartitionsRevoked(consumer, partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assignments.onPartitionsAssigned(consumer, partitions);
                // What was fetched is not of interest to the tests of positions.
                if (!consumer.groupMetadata().groupId().equals("moving-group")) {
                    consumer.pause(partitions);
                }
            }
        };
    }

    private KafkaConsumer<String, byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                        ConsumerConfig.GROUP_ID_CONFIG, group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "300",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private void store(String consumer, String topic, int partition, long next) throws SQLException {
        execute("insert into consumer_offset (consumer, topic, partition, next_offset) values ('%s', '%s', %d, %d)"
                .formatted(consumer, topic, partition, next));
    }

    private long stored(String consumer, String topic, int partition) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return InboxTable.positions(connection, consumer).getOrDefault(new TopicPartition(topic, partition), -1L);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
