package dev.leeward.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The answer to a command with an idempotency key: the first one, however often the command comes. */
public final class Replayable {
    private final String json;
    private final boolean replayed;
    private final ObjectMapper mapper;

    Replayable(String json, boolean replayed, ObjectMapper mapper) {
        this.json = json;
        this.replayed = replayed;
        this.mapper = mapper;
    }

    /** The answer as JSON, the same text each time. */
    public String json() {
        return json;
    }

    /** Whether the command had been carried out before. */
    public boolean replayed() {
        return replayed;
    }

    /** The answer as what the command returned. */
    public <T> T as(Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The kept answer is not a " + type.getSimpleName(), e);
        }
    }
}
