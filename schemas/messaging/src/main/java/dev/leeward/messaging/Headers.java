package dev.leeward.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Record headers as the outbox keeps them: a JSON object of texts, or null where there are none. */
final class Headers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Headers() {}

    static @Nullable String toJson(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        try {
            return JSON.writeValueAsString(new TreeMap<>(headers));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Headers cannot be written: " + headers.keySet(), e);
        }
    }

    static Map<String, String> fromJson(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        try {
            return JSON.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An outbox row has headers that are not a JSON object of texts", e);
        }
    }
}
