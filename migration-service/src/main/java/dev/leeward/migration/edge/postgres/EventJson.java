package dev.leeward.migration.edge.postgres;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.leeward.migration.evacuation.EvacuationId;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The events of a migration as JSON. The type's name stands beside it; ids are plain text. */
final class EventJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(ids())
            .addMixIn(Origin.class, OriginByName.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Map<String, Class<?>> TYPES = Arrays.stream(MigrationEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private EventJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "origin")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Origin.Api.class, name = "api"),
        @JsonSubTypes.Type(value = Origin.Order.class, name = "order"),
        @JsonSubTypes.Type(value = Origin.Evacuation.class, name = "evacuation")
    })
    private interface OriginByName {}

    static String type(MigrationEvent event) {
        return event.getClass().getSimpleName();
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    static MigrationEvent read(String type, String body) {
        Class<?> known = TYPES.get(type);
        if (known == null) {
            throw new IllegalStateException("the database holds an event of unknown type " + type);
        }
        try {
            return (MigrationEvent) JSON.readValue(body, known);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds a damaged " + type + ": " + body, e);
        }
    }

    static Map<String, String> labels(String body) {
        try {
            return JSON.readValue(body, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds damaged labels: " + body, e);
        }
    }

    private static SimpleModule ids() {
        SimpleModule module = new SimpleModule();
        id(module, SiteId.class, SiteId::new);
        id(module, HostId.class, HostId::new);
        id(module, WorkloadId.class, WorkloadId::new);
        id(module, TenantId.class, TenantId::new);
        id(module, MigrationId.class, text -> new MigrationId(UUID.fromString(text)));
        id(module, EvacuationId.class, text -> new EvacuationId(UUID.fromString(text)));
        return module;
    }

    private static <T> void id(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return parse.apply(parser.getValueAsString());
            }
        });
    }
}
