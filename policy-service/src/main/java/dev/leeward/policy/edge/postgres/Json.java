package dev.leeward.policy.edge.postgres;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.simulation.Tally;
import java.util.List;
import java.util.Map;

/**
 * The form that documents have in the database: ids are texts, times are ISO-8601. A list that a document was written
 * without, because there was none of its kind then, is empty.
 */
final class Json {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addMixIn(HostId.class, AsText.class)
            .addMixIn(WorkloadId.class, AsText.class)
            .addMixIn(TenantId.class, AsText.class)
            .withConfigOverride(
                    List.class, lists -> lists.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    private Json() {}

    /** An id is its text. */
    private abstract static class AsText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("UnusedVariable") // it stands for the constructor of the id
        AsText(String value) {}

        @JsonValue
        abstract String value();
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    static Map<String, String> labels(String json) {
        try {
            return MAPPER.readValue(json, LABELS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("corrupt labels in the database", e);
        }
    }

    static RecordedDecision decision(String json) {
        try {
            return MAPPER.readValue(json, RecordedDecision.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("corrupt decision in the database", e);
        }
    }

    static Tally tally(String json) {
        try {
            return MAPPER.readValue(json, Tally.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("corrupt tally in the database", e);
        }
    }
}
