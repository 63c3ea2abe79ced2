package dev.leeward.messaging;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events leave through here: the row is written in the caller's transaction, and the relay sends it once that has
 * committed. What is rolled back was never said. Events of one key are sent in the order of their transactions.
 */
public interface Outbox {
    /**
     * Says an event. Topic and key come from the topic catalogue.
     *
     * @throws IllegalStateException where no transaction is active
     * @throws IllegalArgumentException where the event is on no topic, has no key, or is too large
     */
    void publish(SpecificRecord event);

    /**
     * Says bytes that are not Avro: OCSF objects, dead letters.
     *
     * @throws IllegalStateException where no transaction is active
     * @throws IllegalArgumentException where the record is larger than the topic takes
     */
    void publishRaw(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers);
}
