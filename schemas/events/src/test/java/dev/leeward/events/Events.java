package dev.leeward.events;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Every event class of the catalogue. */
final class Events {
    private static final SpecificData MODEL = new SpecificData(Events.class.getClassLoader());

    private Events() {}

    static List<Class<? extends SpecificRecord>> all() {
        return Arrays.stream(Topic.values())
                .flatMap(topic -> topic.events().stream())
                .<Class<? extends SpecificRecord>>map(event -> event)
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    static Schema schema(Class<? extends SpecificRecord> event) {
        return MODEL.getSchema(event);
    }
}
