package dev.leeward.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the outbox before it has an id. */
@SuppressWarnings("ArrayRecordComponent") // rows are never compared
record OutboxRecord(
        String topic,
        @Nullable String key,
        @Nullable UUID eventId,
        byte @Nullable [] payload,
        Map<String, String> headers) {
    /** What a batch of one record adds on the wire, and a margin. */
    private static final int OVERHEAD = 128;

    private static final int HEADER_OVERHEAD = 10;

    OutboxRecord {
        headers = Map.copyOf(headers);
    }

    /** An upper bound of its size on the wire, in bytes. */
    int size() {
        int size = OVERHEAD + bytes(key) + (payload == null ? 0 : payload.length);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += bytes(header.getKey()) + bytes(header.getValue()) + HEADER_OVERHEAD;
        }
        return size;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
