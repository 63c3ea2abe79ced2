package dev.leeward.events;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One row of the topic catalogue, written as a sentence. */
final class TopicEntry {
    /** Partitions of a topic that grows with the number of hosts or workloads: equal, so that equal keys meet. */
    private static final int BUSY = 6;

    /** Partitions of a topic on which little is said. */
    private static final int QUIET = 3;

    /** Kafka's own limit of a record batch. */
    private static final int BATCH_BYTES = 1_048_588;

    final String name;
    final Service writer;
    final @Nullable String keyField;
    final Payload payload;
    String description = "";
    Set<Service> consumers = Set.of();
    Cleanup cleanup = Cleanup.DELETE;

    @Nullable Duration retention;

    int partitions = BUSY;
    int maxMessageBytes = BATCH_BYTES;
    List<Class<? extends SpecificRecord>> events = List.of();

    private TopicEntry(String name, Service writer, @Nullable String keyField, Payload payload) {
        this.name = name;
        this.writer = writer;
        this.keyField = keyField;
        this.payload = payload;
    }

    static TopicEntry avro(String name, Service writer, String keyField) {
        return new TopicEntry(name, writer, keyField, Payload.AVRO);
    }

    static TopicEntry ocsf(String name, Service writer) {
        return new TopicEntry(name, writer, null, Payload.OCSF_JSON);
    }

    static TopicEntry deadLetter(Service service) {
        TopicEntry entry = new TopicEntry(
                "leeward." + service.serviceName() + ".dead-letter.v1", service, null, Payload.DEAD_LETTER);
        entry.partitions = 1;
        entry.maxMessageBytes = 2 * BATCH_BYTES; // the greatest record, and the headers that tell its story
        return entry.about("Records that " + service.serviceName() + " could not take in, as they came.")
                .keptFor(Duration.ofDays(30))
                .readBy(service);
    }

    TopicEntry about(String text) {
        description = text;
        return this;
    }

    TopicEntry quiet() {
        partitions = QUIET;
        return this;
    }

    TopicEntry compacted() {
        cleanup = Cleanup.COMPACT;
        return this;
    }

    TopicEntry compactedAndKeptFor(Duration time) {
        cleanup = Cleanup.COMPACT_AND_DELETE;
        retention = time;
        return this;
    }

    TopicEntry keptFor(Duration time) {
        retention = time;
        return this;
    }

    TopicEntry readBy(Service first, Service... others) {
        consumers = Set.copyOf(EnumSet.of(first, others));
        return this;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of only reads the array
    final TopicEntry carrying(Class<? extends SpecificRecord>... classes) {
        events = List.of(classes);
        return this;
    }
}
