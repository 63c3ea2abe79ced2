package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine of KubeVirt's.
 *
 * @param node the node that it runs on; null where it runs nowhere
 */
record Machine(
        String namespace,
        String name,
        Map<String, String> labels,
        @Nullable String node,
        Demands demands) {

    Machine {
        labels = Map.copyOf(labels);
    }

    /** A virtual machine instance. */
    static Machine instance(String namespace, JsonNode object) throws Undecidable {
        String node = object.path("status").path("nodeName").asText();
        return of(namespace, object, object.path("metadata"), object.path("spec"), node.isEmpty() ? null : node);
    }

    /** What a virtual machine's instances will be like. */
    static Machine template(String namespace, JsonNode object) throws Undecidable {
        JsonNode template = object.path("spec").path("template");
        return of(namespace, object, template.path("metadata"), template.path("spec"), null);
    }

    private static Machine of(String namespace, JsonNode named, JsonNode metadata, JsonNode spec, @Nullable String node)
            throws Undecidable {
        return new Machine(
                namespace, name(named.path("metadata")), Review.texts(metadata.path("labels")), node, Demands.of(spec));
    }

    /** Its name, or what its name will begin with. */
    private static String name(JsonNode metadata) throws Undecidable {
        String name = metadata.path("name").asText(metadata.path("generateName").asText());
        if (name.isBlank()) {
            throw new Undecidable("it has no name");
        }
        return name;
    }

    /** For people. */
    String shown() {
        return namespace + "/" + name;
    }
}
