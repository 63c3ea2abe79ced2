package dev.leeward.policy.edge.cel;

import dev.leeward.policy.placement.Identifier;
import dev.leeward.policy.policy.PolicyError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the fields of one YAML mapping as they were written, and reports each mistake where it stands. */
final class YamlFields {
    private final String file;
    private final List<PolicyError> errors;
    private final Mark start;
    private final Map<String, Node> fields = new LinkedHashMap<>();

    YamlFields(String file, Node node, Set<String> known, List<PolicyError> errors) {
        this.file = file;
        this.errors = errors;
        this.start = node.getStartMark();
        if (!(node instanceof MappingNode mapping)) {
            error(start, "expected fields, found " + node.getNodeId(), "fields are " + String.join(", ", known));
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Mark at = tuple.getKeyNode().getStartMark();
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(key)) {
                error(at, "unknown field '%s'".formatted(key), Hints.among(key, known));
            } else if (fields.put(key, tuple.getValueNode()) != null) {
                error(at, "field '%s' stands twice".formatted(key), "remove one of them");
            }
        }
    }

    Optional<Node> node(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    Optional<ScalarNode> required(String key, String remedy) {
        Optional<ScalarNode> scalar = optional(key);
        if (!fields.containsKey(key)) {
            error(start, "field '%s' is missing".formatted(key), remedy);
        }
        return scalar;
    }

    Optional<ScalarNode> optional(String key) {
        return switch (fields.get(key)) {
            case null -> Optional.empty();
            case ScalarNode scalar when !scalar.getValue().isBlank() -> Optional.of(scalar);
            case Node other -> {
                error(
                        other.getStartMark(),
                        "field '%s' must be a text".formatted(key),
                        "write %s: value".formatted(key));
                yield Optional.empty();
            }
        };
    }

    private YamlFields(YamlFields around) {
        this.file = around.file;
        this.errors = around.errors;
        this.start = around.start;
    }

    /** Fields within a field; none where it is absent. */
    YamlFields within(String key, Set<String> known) {
        return node(key).map(node -> new YamlFields(file, node, known, errors)).orElseGet(() -> new YamlFields(this));
    }

    /** The text of a field, or what is usual where it is absent. */
    String text(String key, String usual) {
        return optional(key).map(ScalarNode::getValue).orElse(usual);
    }

    /** Every mapping of a list; empty where absent. */
    List<YamlFields> each(String key, Set<String> known) {
        return switch (fields.get(key)) {
            case null -> List.of();
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .map(item -> new YamlFields(file, item, known, errors))
                        .toList();
            case Node other -> {
                error(other.getStartMark(), "field '%s' must be a list".formatted(key), "begin each item with a dash");
                yield List.of();
            }
        };
    }

    /** Texts by name, as labels are; empty where absent. */
    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        switch (fields.get(key)) {
            case null -> {}
            case MappingNode mapping -> mapping.getValue().forEach(tuple -> text(tuple, texts));
            case Node other ->
                error(
                        other.getStartMark(),
                        "field '%s' must hold names and texts".formatted(key),
                        "write %s: {name: value}".formatted(key));
        }
        return texts;
    }

    private void text(NodeTuple tuple, Map<String, String> texts) {
        if (tuple.getKeyNode() instanceof ScalarNode name && tuple.getValueNode() instanceof ScalarNode text) {
            texts.put(name.getValue(), text.getValue());
        } else {
            error(tuple.getKeyNode().getStartMark(), "a label must be a text", "write name: value");
        }
    }

    /** Where these fields begin. */
    Mark start() {
        return start;
    }

    /** The line that these fields begin in, from 1. */
    int line() {
        return start.getLine() + 1;
    }

    /** Whether a text has the shape of ids; where not, that is a mistake. */
    boolean isIdentifier(ScalarNode scalar, String kind) {
        try {
            Identifier.checked(kind, scalar.getValue());
            return true;
        } catch (IllegalArgumentException e) {
            error(scalar.getStartMark(), String.valueOf(e.getMessage()), "shorten it");
            return false;
        }
    }

    /** A list of texts; empty where absent. */
    List<ScalarNode> list(String key) {
        List<ScalarNode> items = new ArrayList<>();
        switch (fields.get(key)) {
            case null -> {}
            case SequenceNode sequence
            when sequence.getValue().isEmpty() ->
                error(
                        sequence.getStartMark(),
                        "field '%s' must not be empty".formatted(key),
                        "leave it out, or name what it is about");
            case SequenceNode sequence -> {
                for (Node item : sequence.getValue()) {
                    if (item instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                        items.add(scalar);
                    } else {
                        error(
                                item.getStartMark(),
                                "an item of '%s' must be a text".formatted(key),
                                "remove or quote it");
                    }
                }
            }
            case Node other ->
                error(
                        other.getStartMark(),
                        "field '%s' must be a list".formatted(key),
                        "write %s: [value]".formatted(key));
        }
        return items;
    }

    /** The value that a text stands for, or an error that names what is known. */
    <T> Optional<T> parsed(ScalarNode scalar, String what, Function<String, Optional<T>> parser, Set<String> known) {
        Optional<T> value = parser.apply(scalar.getValue());
        if (value.isEmpty()) {
            error(
                    scalar.getStartMark(),
                    "unknown %s '%s'".formatted(what, scalar.getValue()),
                    Hints.among(scalar.getValue(), known));
        }
        return value;
    }

    void error(Mark at, String message, String hint) {
        errors.add(new PolicyError(file, at.getLine() + 1, at.getColumn() + 1, message, hint));
    }
}
