package dev.leeward.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka clients of our own, configured by {@code kafka.*} like all others: brokers, SASL, TLS. */
@Singleton
class KafkaSettings {
    private final Map<String, Object> broker;

    KafkaSettings(@Any @Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /**
     * A producer that keeps the order and never gives up on a record by itself: a record that is given up and sent
     * again later would overtake its successors. How long it has been trying is for the relay to watch.
     */
    Map<String, Object> producer() {
        Map<String, Object> settings = only(ProducerConfig.configNames());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordLimit.MAX);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "outbox-relay");
        settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.putIfAbsent(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = only(AdminClientConfig.configNames());
        settings.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "feed-lag");
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    private Map<String, Object> only(Set<String> names) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.keySet().retainAll(names);
        return settings;
    }
}
