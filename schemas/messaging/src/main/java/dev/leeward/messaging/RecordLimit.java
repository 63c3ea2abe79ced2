package dev.leeward.messaging;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How large a record may be on the wire, by topic. */
final class RecordLimit {
    /** The producer's own limit: the largest of all topics. */
    static final int MAX =
            Stream.of(Topic.values()).mapToInt(RecordLimit::of).max().orElse(EventCodec.MAX_BYTES);

    private static final Map<String, Integer> LIMITS =
            Stream.of(Topic.values()).collect(Collectors.toUnmodifiableMap(Topic::topicName, RecordLimit::of));

    private RecordLimit() {}

    static int of(String topic) {
        return LIMITS.getOrDefault(topic, EventCodec.MAX_BYTES);
    }

    private static int of(Topic topic) {
        String limit = topic.config().get("max.message.bytes");
        return limit == null ? EventCodec.MAX_BYTES : Integer.parseInt(limit);
    }
}
