package dev.leeward.scenarios;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.UndecodableEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** What stands on the topics, read from the beginning to the end as it is now. */
final class EventLog {
    private final String bootstrapServers;

    EventLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Every record of a topic, as it lies there. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(topic.topicName(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<String, byte[]>>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Every event of one kind. */
    <E extends SpecificRecord> List<E> events(Class<E> kind) {
        var codec = new EventCodec();
        return records(Topic.of(kind)).stream()
                .flatMap(each -> readable(codec, each.value()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Nothing where the record is poison: the drills put some there on purpose. */
    private static Stream<SpecificRecord> readable(EventCodec codec, byte @Nullable [] value) {
        try {
            return Stream.of(codec.decode(value));
        } catch (UndecodableEvent e) {
            return Stream.empty();
        }
    }
}
