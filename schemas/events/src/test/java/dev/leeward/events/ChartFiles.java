package dev.leeward.events;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the chart reads with {@code .Files}: the topics, and who may do what with them. */
final class ChartFiles {
    private ChartFiles() {}

    static String topics() {
        List<Map<String, Object>> topics =
                Arrays.stream(Topic.values()).map(ChartFiles::topic).toList();
        return Yaml.write("Every topic, as Kafka is to have it.", Map.of("topics", topics));
    }

    /** Access lists in the shape of Strimzi's KafkaUser, so that the chart hands them on as they are. */
    static String accessLists() {
        Map<String, List<Grant>> byPrincipal = Grant.all().stream()
                .collect(Collectors.groupingBy(Grant::principal, LinkedHashMap::new, Collectors.toList()));
        List<Map<String, Object>> principals = byPrincipal.entrySet().stream()
                .map(principal -> Documents.ordered(
                        "name",
                        principal.getKey(),
                        "acls",
                        principal.getValue().stream().map(ChartFiles::acl).toList()))
                .toList();
        return Yaml.write(
                "Who may do what: principal, topic or group, operations. What is not listed is denied.",
                Map.of("principals", principals));
    }

    private static Map<String, Object> topic(Topic topic) {
        Map<String, Object> row = Documents.ordered(
                "name",
                topic.topicName(),
                "description",
                topic.description(),
                "writer",
                topic.writer().serviceName(),
                "consumers",
                Documents.names(topic.consumers()),
                "payload",
                topic.payload().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        topic.keyField().ifPresent(key -> row.put("key", key));
        row.put("partitions", topic.partitions());
        row.put("config", topic.config());
        return row;
    }

    private static Map<String, Object> acl(Grant grant) {
        return Documents.ordered(
                "resource",
                Documents.ordered(
                        "type",
                        grant.resource().name().toLowerCase(Locale.ROOT),
                        "name",
                        grant.name(),
                        "patternType",
                        grant.prefixed() ? "prefix" : "literal"),
                "operations",
                grant.operations().stream()
                        .sorted()
                        .map(operation -> operation.name().charAt(0)
                                + operation.name().substring(1).toLowerCase(Locale.ROOT))
                        .toList());
    }
}
