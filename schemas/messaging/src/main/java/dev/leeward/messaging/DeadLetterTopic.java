package dev.leeward.messaging;

import dev.leeward.events.Service;
import dev.leeward.events.Topic;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Writes dead letters: the raw record, with reason and origin in its headers, on the service's own topic. */
@Singleton
class DeadLetterTopic {
    static final String REASON = "leeward-reason";
    static final String DETAIL = "leeward-detail";
    static final String CONSUMER = "leeward-consumer";
    static final String TOPIC = "leeward-topic";
    static final String PARTITION = "leeward-partition";
    static final String OFFSET = "leeward-offset";
    static final String TIMESTAMP = "leeward-timestamp";
    static final String DROPPED = "leeward-dropped";

    private static final int DETAIL_LENGTH = 1_000;
    private static final int HEADERS_KEPT = 8_192;

    private final String topic;

    DeadLetterTopic(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.topic = topicOf(service);
    }

    /** The letter of a record that came in and cannot be taken. */
    OutboxRecord ofReceived(ConsumerRecord<String, byte @Nullable []> record, Poison poison, String consumer) {
        Map<String, String> headers = kept(record.headers().toArray());
        headers.put(REASON, poison.reason());
        headers.put(DETAIL, shortened(poison.detail()));
        headers.put(CONSUMER, consumer);
        headers.put(TOPIC, record.topic());
        headers.put(PARTITION, String.valueOf(record.partition()));
        headers.put(OFFSET, String.valueOf(record.offset()));
        headers.put(TIMESTAMP, String.valueOf(record.timestamp()));
        return fitting(record.key(), record.value(), headers);
    }

    /** The letter of a row that the broker will not take; a refused letter loses its payload. */
    OutboxRecord ofRefused(OutboxTable.Row row, String detail) {
        Map<String, String> headers = new HashMap<>(row.headers());
        headers.put(DETAIL, shortened(detail));
        if (row.topic().equals(topic)) {
            return dropped(row.key(), row.payload(), headers);
        }
        headers.put(REASON, "refused-by-broker");
        headers.put(TOPIC, row.topic());
        return fitting(row.key(), row.payload(), headers);
    }

    private OutboxRecord fitting(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        OutboxRecord letter = new OutboxRecord(topic, key, null, value, headers);
        return letter.size() <= RecordLimit.of(topic) ? letter : dropped(key, value, headers);
    }

    /** Origin and digest are enough to find the record where it came from. */
    private OutboxRecord dropped(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        if (value != null) {
            headers.put(
                    DROPPED, value.length + " bytes, sha256 " + HexFormat.of().formatHex(sha256(value)));
        }
        String shortKey = key == null ? null : key.substring(0, Math.min(key.length(), DETAIL_LENGTH));
        return new OutboxRecord(topic, shortKey, null, null, headers);
    }

    private static Map<String, String> kept(Header[] headers) {
        Map<String, String> kept = new HashMap<>();
        int bytes = 0;
        for (Header header : headers) {
            byte[] value = header.value() == null ? new byte[0] : header.value();
            bytes += header.key().length() + value.length;
            if (bytes > HEADERS_KEPT) {
                break;
            }
            kept.put(header.key(), text(value));
        }
        return kept;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private static String shortened(String detail) {
        String clean = detail.replace('\0', '\uFFFD');
        return clean.length() <= DETAIL_LENGTH ? clean : clean.substring(0, DETAIL_LENGTH);
    }

    private static byte[] sha256(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String topicOf(String service) {
        for (Service known : Service.values()) {
            if (known.serviceName().equals(service)) {
                return Topic.deadLetterOf(known).topicName();
            }
        }
        return "leeward." + service + ".dead-letter.v1";
    }
}
