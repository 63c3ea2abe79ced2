package dev.leeward.events;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** The reference of topics and events, for people. */
final class EventReference {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Schema> shared = new TreeMap<>();

    private EventReference() {}

    static String markdown() {
        EventReference reference = new EventReference();
        reference.introduction();
        reference.topicTable();
        reference.topics();
        reference.sharedTypes();
        return reference.text.toString();
    }

    private void introduction() {
        line("# Topics and events");
        line("");
        line("<!-- Generated from the topic catalogue (schemas/events): change that, not this. -->");
        line("");
        line("Every fact that Leeward knows is an event on a topic. A topic has one writer. Events of one key stay in");
        line("order; across keys, order the events of a source by `epoch` and `sequence` of their envelope, never by");
        line("arrival, and take an `eventId` that comes again as the same event.");
        line("");
        line(
                "**On the wire** an event is a zero byte, the id of its schema as four bytes (big-endian), then Avro's binary");
        line(
                "encoding: the wire format of Confluent's serializers, subjects named after the record. The ids below are");
        line(
                "fixed for ever. compliance-service serves the schemas read-only to stock decoders at `/schemas/ids/{id}`,");
        line(
                "`/subjects` and `/subjects/{subject}/versions/{version}`. Every version of a schema can read, and be read by,");
        line("every other (`" + SchemaCatalogue.COMPATIBILITY + "`). An event has at most "
                + String.format(Locale.ROOT, "%,d", EventCodec.MAX_BYTES) + " bytes.");
        line("");
        line("The same for machines: [asyncapi.yaml](asyncapi.yaml). Who may read and write:");
        line("[acls.yaml](../deploy/helm/leeward/files/acls.yaml).");
        line("");
    }

    private void topicTable() {
        line("## Topics");
        line("");
        line("| topic | key | writer | readers | kept | partitions | events |");
        line("|---|---|---|---|---|---|---|");
        for (Topic topic : Topic.values()) {
            line("| `" + topic.topicName() + "` | " + key(topic) + " | "
                    + topic.writer().serviceName() + " | "
                    + readers(topic) + " | " + Documents.retention(topic) + " | " + topic.partitions() + " | "
                    + events(topic) + " |");
        }
        line("");
    }

    private static String key(Topic topic) {
        return topic.keyField().map(field -> "`" + field + "`").orElse("");
    }

    private static String readers(Topic topic) {
        String readers = String.join(", ", Documents.names(topic.consumers()));
        return topic.topicName().startsWith(Topic.SIEM_PREFIX) ? "SIEM tools" : readers;
    }

    private static String events(Topic topic) {
        return topic.payload() == Payload.AVRO
                ? topic.events().stream().map(event -> link(event.getName())).collect(Collectors.joining(", "))
                : topic.payload().description();
    }

    private void topics() {
        Arrays.stream(Topic.values())
                .filter(topic -> topic.payload() == Payload.AVRO)
                .forEach(topic -> {
                    line("## " + topic.topicName());
                    line("");
                    line(topic.description());
                    line("");
                    topic.events().forEach(event -> event(Events.schema(event)));
                });
    }

    private void event(Schema schema) {
        ReleasedSchema released =
                SchemaCatalogue.get().latest(schema.getFullName()).orElseThrow();
        line("### " + schema.getName());
        line("");
        line(schema.getDoc() + " (`" + schema.getFullName() + "`, schema id " + released.id() + ", version "
                + released.version() + ")");
        line("");
        fields(schema);
    }

    private void fields(Schema schema) {
        line("| field | type | meaning |");
        line("|---|---|---|");
        for (Schema.Field field : schema.getFields()) {
            line("| `" + field.name() + "` | " + type(field.schema()) + " | " + cell(field.doc()) + " |");
        }
        line("");
    }

    private String type(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM -> {
                shared.put(schema.getName(), schema);
                yield link(schema.getFullName());
            }
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map of string to " + type(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                        .map(this::type)
                        .sorted(EventReference::nullLast)
                        .collect(Collectors.joining(" or "));
            case STRING ->
                schema.getLogicalType() == null
                        ? "string"
                        : schema.getLogicalType().getName();
            case LONG ->
                schema.getLogicalType() == null
                        ? "long"
                        : schema.getLogicalType().getName();
            default -> schema.getType().getName();
        };
    }

    private static int nullLast(String one, String other) {
        return Boolean.compare(one.equals("null"), other.equals("null"));
    }

    private void sharedTypes() {
        line("## Shared types");
        line("");
        Set<String> described = new HashSet<>();
        while (described.size() < shared.size()) { // describing one may bring up another
            List.copyOf(shared.values()).stream()
                    .filter(schema -> described.add(schema.getName()))
                    .forEach(this::sharedType);
        }
    }

    private void sharedType(Schema schema) {
        line("### " + schema.getName());
        line("");
        line(schema.getDoc());
        line("");
        if (schema.getType() == Schema.Type.RECORD) {
            fields(schema);
        } else {
            line("One of "
                    + schema.getEnumSymbols().stream()
                            .map(symbol -> "`" + symbol + "`")
                            .collect(Collectors.joining(", "))
                    + ".");
            line("");
        }
    }

    private static String link(String fullName) {
        String name = Documents.shortName(fullName);
        return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }

    private static String cell(String words) {
        return words.replace("|", "\\|");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
