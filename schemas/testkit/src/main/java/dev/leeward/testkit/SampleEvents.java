package dev.leeward.testkit;

import dev.leeward.events.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Valid events of any kind, made from their schemas: optional fields are null, the others made up. */
final class SampleEvents {
    private final SpecificData data;
    private final Class<? extends SpecificRecord> event;

    private SampleEvents(Class<? extends SpecificRecord> event) {
        this.event = event;
        this.data = new SpecificData(event.getClassLoader());
    }

    static <E extends SpecificRecord> E of(Class<E> type) {
        return type.cast(new SampleEvents(type).record(data(type)));
    }

    private static Schema data(Class<?> type) {
        return new SpecificData(type.getClassLoader()).getSchema(type);
    }

    private SpecificRecord record(Schema schema) {
        SpecificRecord record = (SpecificRecord) SpecificData.newInstance(data.getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.name(), field.schema()));
        }
        return record;
    }

    private @Nullable Object value(String name, Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> name.equals("envelope") ? envelope() : record(schema);
            case ENUM -> data.createEnum(schema.getEnumSymbols().getLast(), schema);
            case ARRAY -> listOf(value(name, schema.getElementType()));
            case MAP -> mapOf(name, value(name, schema.getValueType()));
            case UNION, NULL -> null;
            case STRING -> LogicalTypes.uuid().equals(schema.getLogicalType()) ? TestEnvelopes.uuid7() : name + "-1";
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? TestEnvelopes.now() : 1L;
            case INT -> 1;
            case BOOLEAN -> true;
            case DOUBLE -> 1.0;
            case FLOAT -> 1.0f;
            case BYTES, FIXED -> throw new IllegalArgumentException("No sample for " + schema + " of " + name);
        };
    }

    private Object envelope() {
        String writer = Topic.of(event).writer().serviceName();
        return TestEnvelopes.of(event, writer + "/sample/" + event.getSimpleName(), null, null);
    }

    private static List<Object> listOf(@Nullable Object element) {
        return element == null ? List.of() : List.of(element);
    }

    private static Map<String, Object> mapOf(String key, @Nullable Object value) {
        Map<String, Object> map = new HashMap<>();
        if (value != null) {
            map.put(key, value);
        }
        return map;
    }
}
