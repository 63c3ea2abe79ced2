package dev.leeward.testkit;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.UndecodableEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Puts records on topics and looks at what is there, from outside the services. */
public final class KafkaProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String bootstrapServers;
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<String, byte[]> producer;

    private KafkaProbe(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A probe of the broker that this JVM's tests run on. */
    public static KafkaProbe connect() {
        return connect(LeewardStack.shared().bootstrapServers());
    }

    /** A probe of any broker. */
    public static KafkaProbe connect(String bootstrapServers) {
        Kafka.quiet();
        return new KafkaProbe(bootstrapServers);
    }

    /** Sends the event to the topic and with the key that the catalogue says, and waits for the broker to have it. */
    public RecordMetadata send(SpecificRecord event) {
        Topic topic = Topic.of(event.getSchema());
        return send(topic.topicName(), topic.keyOf(event), codec.encode(event), Map.of());
    }

    /** Sends several, in order. */
    public void sendAll(Iterable<? extends SpecificRecord> events) {
        events.forEach(this::send);
    }

    /** Sends any bytes, however wrong they are. */
    public RecordMetadata send(
            String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return Kafka.await(producer.send(record));
    }

    /** Sends any bytes to a topic of the catalogue. */
    public RecordMetadata send(Topic topic, String key, byte[] value) {
        return send(topic.topicName(), key, value, Map.of());
    }

    /** Every record of the topic up to its present end, by partition and offset. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = assign(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end(ends, partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** Every record of the topic. */
    public List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        return records(topic.topicName());
    }

    /** Every event of the topic up to its present end. */
    public List<SpecificRecord> events(Topic topic) {
        return records(topic).stream()
                .filter(record -> record.value() != null)
                .map(record -> decode(record.value()))
                .toList();
    }

    /** Every event of that kind, on the topic that the catalogue says. */
    public <E extends SpecificRecord> List<E> events(Class<E> type) {
        return events(Topic.of(type)).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Waits for an event of that kind that fits, wherever in its topic it is, and returns the first. */
    public <E extends SpecificRecord> E awaitEvent(Class<E> type, Predicate<? super E> fits) {
        return awaitEvent(Topic.of(type), type, fits);
    }

    /** The same on a topic that the caller names. */
    public <E extends SpecificRecord> E awaitEvent(Topic topic, Class<E> type, Predicate<? super E> fits) {
        return awaitEvent(topic, type, fits, PATIENCE);
    }

    /**
     * The same with another patience.
     *
     * @throws AssertionError where it does not come in time; the message lists what is there instead
     */
    public <E extends SpecificRecord> E awaitEvent(
            Topic topic, Class<E> type, Predicate<? super E> fits, Duration patience) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        E found = scan(topic.topicName(), patience, record -> {
            if (record.value() == null) {
                return null;
            }
            SpecificRecord event = decode(record.value());
            seen.merge(event.getSchema().getName(), 1, Integer::sum);
            return type.isInstance(event) && fits.test(type.cast(event)) ? type.cast(event) : null;
        });
        if (found == null) {
            throw new AssertionError("No fitting " + type.getSimpleName() + " came to " + topic.topicName() + " within "
                    + patience + "; there is " + seen);
        }
        return found;
    }

    /** Waits for a record that fits, whatever its bytes are. */
    public ConsumerRecord<String, byte[]> awaitRecord(
            Topic topic, Predicate<? super ConsumerRecord<String, byte[]>> fits) {
        int[] seen = {0};
        ConsumerRecord<String, byte[]> found = scan(topic.topicName(), PATIENCE, record -> {
            seen[0]++;
            return fits.test(record) ? record : null;
        });
        if (found == null) {
            throw new AssertionError("No fitting record came to " + topic.topicName() + " within " + PATIENCE + "; "
                    + seen[0] + " others are there");
        }
        return found;
    }

    /**
     * Makes sure that no event of that kind that fits is there, and that none comes for a while.
     *
     * @throws AssertionError where there is one
     */
    public <E extends SpecificRecord> void assertNone(Class<E> type, Predicate<? super E> fits, Duration watch) {
        Topic topic = Topic.of(type);
        SpecificRecord found = scan(topic.topicName(), watch, record -> {
            if (record.value() == null) {
                return null;
            }
            SpecificRecord event = decode(record.value());
            return type.isInstance(event) && fits.test(type.cast(event)) ? event : null;
        });
        if (found != null) {
            throw new AssertionError("Unexpected on " + topic.topicName() + ": " + found);
        }
    }

    private <T> @Nullable T scan(String topic, Duration patience, Look<T> look) {
        long end = System.nanoTime() + patience.toNanos();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            assign(consumer, topic);
            do {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    T found = look.at(record);
                    if (found != null) {
                        return found;
                    }
                }
            } while (System.nanoTime() < end);
        }
        return null;
    }

    private SpecificRecord decode(byte[] value) {
        try {
            return codec.decode(value);
        } catch (UndecodableEvent e) {
            throw new AssertionError("A record is no event: " + e.getMessage(), e);
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        // A consumer that closes waits for the answer to its last fetch.
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> assign(KafkaConsumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(topic)) {
            partitions.add(new TopicPartition(topic, partition.partition()));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        Long end = ends.get(partition);
        return end == null ? 0 : end;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private interface Look<T> {
        @Nullable T at(ConsumerRecord<String, byte[]> record);
    }
}
