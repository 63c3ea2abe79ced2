package dev.leeward.messaging;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Compares the ends of the topics with the stored positions, from time to time. */
@Singleton
class FeedWatch {
    private static final Logger LOG = Logger.getLogger(FeedWatch.class);
    private static final long ANSWER_SECONDS = 10;

    private final AgroalDataSource dataSource;
    private final KafkaSettings kafka;
    private final Map<String, Feed> feeds;

    private @Nullable Admin admin;
    private boolean blind;

    FeedWatch(AgroalDataSource dataSource, KafkaSettings kafka, Channels channels, MeterRegistry registry) {
        this.dataSource = dataSource;
        this.kafka = kafka;
        this.feeds = channels.feeds();
        feeds.forEach((topic, feed) -> register(registry, topic, feed));
    }

    boolean hasFeeds() {
        return !feeds.isEmpty();
    }

    Duration staleness(String topic) {
        return feed(topic).staleness(System.nanoTime());
    }

    OptionalLong waiting(String topic) {
        return feed(topic).waiting();
    }

    private Feed feed(String topic) {
        Feed feed = feeds.get(topic);
        if (feed == null) {
            throw new IllegalArgumentException("No channel of this service reads topic " + topic);
        }
        return feed;
    }

    /** Looks once; where broker or database do not answer, what is known grows old. */
    synchronized void look() {
        try {
            long before = System.nanoTime();
            Map<TopicPartition, Long> begins = new HashMap<>();
            Map<TopicPartition, Long> ends = new HashMap<>();
            offsets(begins, ends);
            Map<String, Map<TopicPartition, Long>> positions = positions();
            feeds.forEach((topic, feed) -> feed.looked(before, begins, ends, positions));
            blind = false;
        } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            if (!blind) {
                LOG.warnf("feed-lag.unknown detail=%s", Failures.describe(e));
            }
            blind = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }

    private void offsets(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        Admin client = admin();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                client.describeTopics(feeds.keySet()).topicNameValues().entrySet()) {
            for (TopicPartitionInfo partition : partitions(topic.getValue())) {
                TopicPartition one = new TopicPartition(topic.getKey(), partition.partition());
                earliest.put(one, OffsetSpec.earliest());
                latest.put(one, OffsetSpec.latest());
            }
        }
        collect(client, earliest, begins);
        collect(client, latest, ends);
    }

    /** None where the topic does not exist: of that one nothing is known, the others are not affected. */
    private static List<TopicPartitionInfo> partitions(KafkaFuture<TopicDescription> topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return topic.get(ANSWER_SECONDS, TimeUnit.SECONDS).partitions();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw e;
        }
    }

    private static void collect(Admin client, Map<TopicPartition, OffsetSpec> asked, Map<TopicPartition, Long> answers)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, ListOffsetsResultInfo> found =
                client.listOffsets(asked).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        found.forEach((partition, offset) -> answers.put(partition, offset.offset()));
    }

    private Map<String, Map<TopicPartition, Long>> positions() throws SQLException {
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        try (Connection connection = dataSource.getConnection()) {
            for (Feed feed : feeds.values()) {
                for (String consumer : feed.consumers()) {
                    if (!positions.containsKey(consumer)) {
                        positions.put(consumer, InboxTable.positions(connection, consumer));
                    }
                }
            }
        }
        return positions;
    }

    private Admin admin() throws KafkaException {
        if (admin == null) {
            admin = Admin.create(kafka.admin());
        }
        return admin;
    }

    private static void register(MeterRegistry registry, String topic, Feed feed) {
        Gauge.builder("leeward.inbox.lag", feed, one -> one.waiting().orElse(0))
                .description("Records that wait to be applied")
                .tag("topic", topic)
                .register(registry);
        Gauge.builder(
                        "leeward.inbox.staleness",
                        feed,
                        one -> one.staleness(System.nanoTime()).toSeconds())
                .description("For how long it is not proven that everything said has been applied")
                .baseUnit("seconds")
                .tag("topic", topic)
                .register(registry);
    }
}
