package dev.leeward.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Puts plain lists into events that were read, in place of Avro's own: those compare their elements without the
 * conversions of logical types, so {@code equals} and {@code hashCode} of such an event would throw.
 */
final class PlainLists {
    private final Map<Schema, int[]> fields = new ConcurrentHashMap<>();

    void putInto(SpecificRecord record) {
        for (int field : fields.computeIfAbsent(record.getSchema(), PlainLists::fieldsWithLists)) {
            Object value = record.get(field);
            if (value instanceof GenericData.Array<?> array) {
                List<Object> plain = new ArrayList<>(array);
                record.put(field, plain);
                for (Object item : plain) {
                    if (item instanceof SpecificRecord nested) {
                        putInto(nested);
                    }
                }
            } else if (value instanceof SpecificRecord nested) {
                putInto(nested);
            }
        }
    }

    private static int[] fieldsWithLists(Schema record) {
        return IntStream.range(0, record.getFields().size())
                .filter(field -> hasList(record.getFields().get(field).schema()))
                .toArray();
    }

    private static boolean hasList(Schema schema) {
        return switch (schema.getType()) {
            case ARRAY -> true;
            case RECORD -> schema.getFields().stream().anyMatch(field -> hasList(field.schema()));
            case UNION -> schema.getTypes().stream().anyMatch(PlainLists::hasList);
            case MAP, ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> false;
        };
    }
}
