package dev.leeward.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.events.Topic;
import dev.leeward.local.Api;
import dev.leeward.local.Stopwatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The OCSF feed, read as a SIEM reads it. */
final class SiemTopic {
    private final String bootstrapServers;

    SiemTopic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** The first record that mentions a text. */
    Optional<JsonNode> find(String text, Duration limit) {
        var topic = Topic.SIEM_OCSF.topicName();
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var watch = new Stopwatch();
            while (watch.elapsed().compareTo(limit) < 0) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value().contains(text)) {
                        return Optional.of(Api.JSON.readTree(record.value()));
                    }
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of " + topic + " is no JSON", e);
        }
    }
}
