package dev.leeward.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Events with random content: the same seed gives the same events. */
final class RandomEvents {
    private static final String[] WORDS = {
        "", "east-1", "acme", "pci", "VMM differs from the reference", "Zürich", "東京", "🌀", "line\nbreak", "\"quoted\""
    };

    private final SpecificData model = new SpecificData(RandomEvents.class.getClassLoader());
    private final Random random;

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    SpecificRecord next(Class<? extends SpecificRecord> event) {
        SpecificRecord record = record(Events.schema(event));
        SpecificRecordBase envelope = EventCodec.envelope(record);
        envelope.put("type", event.getName());
        Topic topic = Topic.of(event);
        ((SpecificRecordBase) record).put(topic.keyField().orElseThrow(), "key-" + random.nextInt(1_000));
        return record;
    }

    private SpecificRecord record(Schema schema) {
        SpecificRecord record = (SpecificRecord) model.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ENUM ->
                model.createEnum(
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())),
                        schema);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> array(schema.getElementType());
            case MAP -> map(schema.getValueType());
            case STRING -> schema.getLogicalType() == null ? text() : new UUID(random.nextLong(), random.nextLong());
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L))
                        : (Object) (random.nextLong() >> random.nextInt(64));
            case INT -> random.nextInt() >> random.nextInt(32);
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            case FLOAT, DOUBLE, BYTES, FIXED ->
                throw new IllegalArgumentException("No event has fields of type " + schema.getType());
        };
    }

    private List<@Nullable Object> array(Schema items) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            values.add(value(items));
        }
        return values;
    }

    private Map<String, @Nullable Object> map(Schema values) {
        Map<String, @Nullable Object> entries = new HashMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            entries.put(text(), value(values));
        }
        return entries;
    }

    private String text() {
        String word = WORDS[random.nextInt(WORDS.length)];
        return random.nextInt(20) == 0 ? word.repeat(200) : word + random.nextInt(100);
    }
}
