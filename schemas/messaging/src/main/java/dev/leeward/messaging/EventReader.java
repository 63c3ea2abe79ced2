package dev.leeward.messaging;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.UndecodableEvent;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record as the event that the catalogue allows on its topic, under its key; anything else is poison. */
@Singleton
class EventReader {
    private final EventCodec codec = new EventCodec();

    /** A record read: one of the two is there. */
    record Read(@Nullable Received event, @Nullable Poison poison) {}

    Read read(ConsumerRecord<String, byte @Nullable []> record) {
        byte[] raw = record.value();
        SpecificRecord event;
        try {
            event = codec.decode(raw);
        } catch (UndecodableEvent e) {
            return poison(e.code(), String.valueOf(e.getMessage()));
        }
        String type = event.getSchema().getFullName();
        Topic topic = Topic.of(event.getSchema());
        if (!topic.topicName().equals(record.topic())) {
            return poison("wrong-topic", type + " belongs on " + topic.topicName());
        }
        String key;
        try {
            key = topic.keyOf(event);
        } catch (IllegalArgumentException e) {
            return poison("wrong-key", String.valueOf(e.getMessage()));
        }
        if (!key.equals(record.key())) {
            return poison("wrong-key", "The key of this " + type + " must be " + key + ", not " + record.key());
        }
        return new Read(
                new Received(
                        event,
                        Objects.requireNonNull(raw),
                        EventCodec.envelope(event),
                        record.topic(),
                        record.partition(),
                        record.offset()),
                null);
    }

    private static Read poison(String reason, String detail) {
        return new Read(null, new Poison(reason, detail));
    }
}
