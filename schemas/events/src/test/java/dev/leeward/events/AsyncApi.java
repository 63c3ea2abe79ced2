package dev.leeward.events;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The AsyncAPI 3.0 document: topics as channels, events as messages, services as senders and receivers. */
final class AsyncApi {
    private static final String BINDING_VERSION = "0.5.0";
    private static final String RELEASED = "../schemas/events/src/main/resources/dev/leeward/events/released/";

    private AsyncApi() {}

    static String yaml() {
        return Yaml.write(
                "What Leeward says on Kafka, and to whom.",
                Documents.ordered(
                        "asyncapi",
                        "3.0.0",
                        "id",
                        "urn:dev:leeward:events",
                        "info",
                        info(),
                        "defaultContentType",
                        Payload.AVRO.contentType(),
                        "servers",
                        Map.of("production", server()),
                        "channels",
                        channels(),
                        "operations",
                        operations(),
                        "components",
                        Map.of("messages", messages())));
    }

    private static Map<String, Object> info() {
        return Documents.ordered(
                "title",
                "Leeward events",
                "version",
                "1.0.0",
                "description",
                "Avro values are in the Confluent wire format: a zero byte, the schema id in four bytes, the event in"
                        + " Avro's binary encoding. Every schema is FULL_TRANSITIVE compatible with each of its versions.",
                "license",
                Documents.ordered("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0"));
    }

    private static Map<String, Object> server() {
        return Documents.ordered(
                "host",
                "{bootstrap}",
                "protocol",
                "kafka-secure",
                "description",
                "The organisation's own Kafka, and the schemas as compliance-service serves them.",
                "variables",
                Map.of("bootstrap", Documents.ordered("default", "kafka:9093", "description", "Bootstrap servers.")),
                "bindings",
                Map.of(
                        "kafka",
                        Documents.ordered(
                                "schemaRegistryUrl",
                                "http://compliance-service:8080",
                                "schemaRegistryVendor",
                                "confluent",
                                "bindingVersion",
                                BINDING_VERSION)));
    }

    private static Map<String, Object> channels() {
        Map<String, Object> channels = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            Map<String, Object> messages = new LinkedHashMap<>();
            messageNames(topic).forEach(name -> messages.put(name, reference("#/components/messages/" + name)));
            channels.put(
                    channel(topic),
                    Documents.ordered(
                            "address",
                            topic.topicName(),
                            "description",
                            topic.description(),
                            "messages",
                            messages,
                            "bindings",
                            Map.of("kafka", binding(topic))));
        }
        return channels;
    }

    private static Map<String, Object> binding(Topic topic) {
        Map<String, Object> configuration = new TreeMap<>();
        configuration.put("cleanup.policy", List.of(topic.cleanup().policy().split(",", -1)));
        Map<String, String> config = topic.config();
        configuration.put("max.message.bytes", Integer.valueOf(config.getOrDefault("max.message.bytes", "0")));
        if (config.containsKey("retention.ms")) {
            configuration.put("retention.ms", Long.valueOf(config.getOrDefault("retention.ms", "-1")));
        }
        return Documents.ordered(
                "topic",
                topic.topicName(),
                "partitions",
                topic.partitions(),
                "topicConfiguration",
                configuration,
                "bindingVersion",
                BINDING_VERSION);
    }

    private static Map<String, Object> operations() {
        Map<String, Object> operations = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            operations.put(
                    "send." + channel(topic),
                    operation(topic, "send", List.of(topic.writer().serviceName())));
            if (!topic.consumers().isEmpty()) {
                operations.put(
                        "receive." + channel(topic), operation(topic, "receive", Documents.names(topic.consumers())));
            }
        }
        return operations;
    }

    private static Map<String, Object> operation(Topic topic, String action, List<String> services) {
        return Documents.ordered(
                "action",
                action,
                "channel",
                reference("#/channels/" + channel(topic)),
                "summary",
                (action.equals("send") ? "Written by " : "Read by ") + String.join(", ", services) + ".",
                "tags",
                services.stream().map(service -> Map.of("name", service)).toList());
    }

    private static Map<String, Object> messages() {
        Map<String, Object> messages = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            topic.events().forEach(event -> messages.put(event.getSimpleName(), message(topic, event)));
        }
        messages.put(
                "OcsfEvent",
                Documents.ordered(
                        "title",
                        "OCSF event",
                        "summary",
                        "One object of OCSF 1.8.0, under 8,000 bytes.",
                        "contentType",
                        Payload.OCSF_JSON.contentType(),
                        "payload",
                        Documents.ordered(
                                "type",
                                "object",
                                "required",
                                List.of(
                                        "activity_id",
                                        "category_uid",
                                        "class_uid",
                                        "metadata",
                                        "severity_id",
                                        "time",
                                        "type_uid"),
                                "properties",
                                ocsf())));
        messages.put(
                "DeadLetter",
                Documents.ordered(
                        "title",
                        "Dead letter",
                        "summary",
                        "A record that could not be taken in: its bytes as they came; reason and origin in its headers.",
                        "contentType",
                        Payload.DEAD_LETTER.contentType(),
                        "payload",
                        Documents.ordered("type", "string", "format", "binary")));
        return messages;
    }

    private static Map<String, Object> ocsf() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : List.of("activity_id", "category_uid", "class_uid", "severity_id", "type_uid")) {
            properties.put(name, Map.of("type", "integer"));
        }
        properties.put(
                "time",
                Documents.ordered("type", "integer", "description", "Milliseconds since 1970-01-01T00:00:00Z."));
        properties.put(
                "metadata",
                Documents.ordered(
                        "type",
                        "object",
                        "required",
                        List.of("product", "uid", "version"),
                        "properties",
                        Map.of(
                                "uid",
                                Documents.ordered(
                                        "type", "string", "description", "The same event has the same uid, always."))));
        return properties;
    }

    private static Map<String, Object> message(Topic topic, Class<? extends SpecificRecord> event) {
        Schema schema = Events.schema(event);
        ReleasedSchema released =
                SchemaCatalogue.get().latest(schema.getFullName()).orElseThrow();
        return Documents.ordered(
                "name",
                schema.getFullName(),
                "title",
                schema.getName(),
                "summary",
                schema.getDoc(),
                "contentType",
                topic.payload().contentType(),
                "x-schema-id",
                released.id(),
                "bindings",
                Map.of(
                        "kafka",
                        Documents.ordered(
                                "key",
                                Documents.ordered(
                                        "type",
                                        "string",
                                        "description",
                                        "The event's " + topic.keyField().orElseThrow() + "."),
                                "schemaIdLocation",
                                "payload",
                                "schemaIdPayloadEncoding",
                                "confluent",
                                "bindingVersion",
                                BINDING_VERSION)),
                "payload",
                Documents.ordered(
                        "schemaFormat",
                        "application/vnd.apache.avro+json;version=1.9.0",
                        "schema",
                        reference(RELEASED + released.subject() + "/v" + released.version() + ".avsc")));
    }

    private static List<String> messageNames(Topic topic) {
        return switch (topic.payload()) {
            case AVRO -> topic.events().stream().map(Class::getSimpleName).toList();
            case OCSF_JSON -> List.of("OcsfEvent");
            case DEAD_LETTER -> List.of("DeadLetter");
        };
    }

    /** The topic's name without the product and the version. */
    private static String channel(Topic topic) {
        return Arrays.stream(topic.topicName().split("\\.", -1))
                .filter(part -> !part.equals("leeward") && !part.matches("v\\d+"))
                .reduce((one, other) -> one + "." + other)
                .orElseThrow();
    }

    private static Map<String, Object> reference(String target) {
        return Map.of("$ref", target);
    }
}
