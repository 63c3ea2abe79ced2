package dev.leeward.local.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A value of a YAML document that knows its line and path, and notes each mistake instead of stopping at the first. */
final class YamlValue {
    private final @Nullable Node node;
    private final int line;
    private final String path;
    private final List<String> problems;

    YamlValue(@Nullable Node node, int line, String path, List<String> problems) {
        this.node = node;
        this.line = line;
        this.path = path;
        this.problems = problems;
    }

    boolean isPresent() {
        return node != null;
    }

    void problem(String what) {
        problems.add("line %d, %s: %s".formatted(line, path.isEmpty() ? "document" : path, what));
    }

    /** Says which fields may stand here, so that a misspelt one is named. */
    YamlValue fields(Set<String> known) {
        for (var entry : entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                entry.getValue()
                        .problem("unknown field; remove it or use one of "
                                + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return this;
    }

    YamlValue get(String field) {
        var value = entries().get(field);
        return value != null ? value : new YamlValue(null, line, child(field), problems);
    }

    Map<String, YamlValue> entries() {
        var entries = new LinkedHashMap<String, YamlValue>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.put(
                            key.getValue(),
                            new YamlValue(
                                    tuple.getValueNode(),
                                    tuple.getKeyNode().getStartMark().getLine() + 1,
                                    child(key.getValue()),
                                    problems));
                }
            }
        } else if (node != null) {
            problem("fields are expected here; write {field: value, …}");
        }
        return entries;
    }

    String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        problem(node == null ? "is missing; add it" : "one value is expected; write it as plain text");
        return "";
    }

    String text(String otherwise) {
        return node == null ? otherwise : text();
    }

    String identifier() {
        var id = text();
        if (!id.isEmpty() && !id.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
            problem("'" + id + "' is no identifier; use up to 63 lower-case letters, digits, dots and dashes");
        }
        return id;
    }

    String oneOf(Set<String> allowed, String what) {
        var value = text();
        if (!value.isEmpty() && !allowed.contains(value)) {
            problem("'%s' is not one of the %s; use one of %s"
                    .formatted(value, what, allowed.stream().sorted().collect(Collectors.joining(", "))));
        }
        return value;
    }

    int number(int least, int most) {
        var value = text();
        if (value.isEmpty()) {
            return least;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            problem("'%s' is no whole number; write one from %d to %d".formatted(value, least, most));
            return least;
        }
        problem("%s is out of range; write a number from %d to %d".formatted(value, least, most));
        return least;
    }

    <T> List<T> list(Function<YamlValue, T> item) {
        var items = new ArrayList<T>();
        if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node child : sequence.getValue()) {
                items.add(item.apply(new YamlValue(
                        child, child.getStartMark().getLine() + 1, path + "[" + index++ + "]", problems)));
            }
        } else {
            problem(node == null ? "is missing; add a list" : "a list is expected; write [a, b] or one '- ' a line");
        }
        return List.copyOf(items);
    }

    Map<String, String> textMap() {
        var map = new LinkedHashMap<String, String>();
        if (node != null) {
            entries().forEach((key, value) -> map.put(key, value.text()));
        }
        return Map.copyOf(map);
    }

    private String child(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
