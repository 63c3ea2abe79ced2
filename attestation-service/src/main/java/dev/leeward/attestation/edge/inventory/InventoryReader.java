package dev.leeward.attestation.edge.inventory;

import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Inventory;
import dev.leeward.attestation.host.Site;
import dev.leeward.attestation.host.SourceId;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the inventory file; every mistake is named by line and field, the first one ends the reading. */
final class InventoryReader {

    private static final Set<String> SITE_FIELDS = Set.of("id", "name");
    private static final Set<String> HOST_FIELDS =
            Set.of("id", "name", "site", "vendor", "model", "hypervisor", "version", "labels");
    private static final int MAX_LENGTH = 200;

    private InventoryReader() {}

    static Inventory read(String yaml) throws InventoryMistake {
        Node root = compose(yaml);
        if (root == null) {
            throw new InventoryMistake("the file is empty: list sites and hosts, or retire hosts one by one");
        }
        Map<String, Node> sections = fields(root, "the file", Set.of("sites", "hosts"));
        Map<String, Integer> siteLines = new HashMap<>();
        List<Site> sites = new ArrayList<>();
        int index = 0;
        for (Node node : items(root, sections, "sites")) {
            sites.add(site(node, "sites[" + index++ + "]", siteLines));
        }
        Map<String, Integer> hostLines = new HashMap<>();
        List<HostDescription> hosts = new ArrayList<>();
        index = 0;
        for (Node node : items(root, sections, "hosts")) {
            hosts.add(host(node, "hosts[" + index++ + "]", siteLines, hostLines));
        }
        return new Inventory(SourceId.FILE, sites, hosts, Set.of());
    }

    private static @Nullable Node compose(String yaml) throws InventoryMistake {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(16 * 1024 * 1024);
        try {
            return new Yaml(options).compose(new StringReader(yaml));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InventoryMistake(line, "YAML", e.getProblem() + ".");
        }
    }

    private static Site site(Node node, String path, Map<String, Integer> lines) throws InventoryMistake {
        Map<String, Node> fields = fields(node, path, SITE_FIELDS);
        String id = id(node, fields, path, lines);
        return new Site(id, textOr(fields, path, "name", id));
    }

    private static HostDescription host(Node node, String path, Map<String, Integer> sites, Map<String, Integer> lines)
            throws InventoryMistake {
        Map<String, Node> fields = fields(node, path, HOST_FIELDS);
        String id = id(node, fields, path, lines);
        String site = text(node, fields, path, "site");
        if (!sites.containsKey(site)) {
            throw new InventoryMistake(
                    line(fields.getOrDefault("site", node)),
                    path + ".site",
                    "\"" + site + "\" is not among the sites "
                            + sites.keySet().stream().sorted().toList()
                            + ": list it under sites, or correct the name.");
        }
        return new HostDescription(
                new HostId(id),
                SourceId.FILE,
                textOr(fields, path, "name", id),
                site,
                textOr(fields, path, "vendor", "unknown"),
                textOr(fields, path, "model", "unknown"),
                text(node, fields, path, "hypervisor"),
                text(node, fields, path, "version"),
                labels(fields, path));
    }

    private static String id(Node node, Map<String, Node> fields, String path, Map<String, Integer> lines)
            throws InventoryMistake {
        String id = text(node, fields, path, "id");
        int line = line(fields.getOrDefault("id", node));
        if (!HostId.isValid(id)) {
            throw new InventoryMistake(
                    line,
                    path + ".id",
                    "\"" + id + "\" is no id: use lower-case letters, digits, dots and dashes, 63 characters at most.");
        }
        Integer earlier = lines.putIfAbsent(id, line);
        if (earlier != null) {
            throw new InventoryMistake(
                    line, path + ".id", "\"" + id + "\" is already on line " + earlier + ": ids are unique.");
        }
        return id;
    }

    private static Map<String, String> labels(Map<String, Node> fields, String path) throws InventoryMistake {
        Node node = fields.get("labels");
        if (node == null) {
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, Node> label :
                fields(node, path + ".labels", null).entrySet()) {
            labels.put(label.getKey(), scalar(label.getValue(), path + ".labels." + label.getKey()));
        }
        return labels;
    }

    private static List<Node> items(Node root, Map<String, Node> sections, String name) throws InventoryMistake {
        Node node = sections.get(name);
        if (node == null) {
            throw new InventoryMistake(line(root), name, "missing: add a list of " + name + ", [] for none.");
        }
        if (!(node instanceof SequenceNode list)) {
            throw new InventoryMistake(line(node), name, "must be a list, each item beginning with a dash.");
        }
        return list.getValue();
    }

    private static Map<String, Node> fields(Node node, String path, @Nullable Set<String> allowed)
            throws InventoryMistake {
        if (!(node instanceof MappingNode mapping)) {
            throw new InventoryMistake(line(node), path, "must be a mapping of fields to values.");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode(), path);
            if (allowed != null && !allowed.contains(name)) {
                throw new InventoryMistake(
                        line(tuple.getKeyNode()),
                        path + "." + name,
                        "unknown field: use one of " + allowed.stream().sorted().toList() + ".");
            }
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw new InventoryMistake(line(tuple.getKeyNode()), path + "." + name, "given twice: keep one.");
            }
        }
        return fields;
    }

    private static String textOr(Map<String, Node> fields, String path, String name, String otherwise)
            throws InventoryMistake {
        Node node = fields.get(name);
        return node == null ? otherwise : scalar(node, path + "." + name);
    }

    private static String text(Node owner, Map<String, Node> fields, String path, String name) throws InventoryMistake {
        Node node = fields.get(name);
        if (node == null) {
            throw new InventoryMistake(line(owner), path + "." + name, "missing: add it.");
        }
        return scalar(node, path + "." + name);
    }

    private static String scalar(Node node, String path) throws InventoryMistake {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw new InventoryMistake(line(node), path, "must be a text, not empty.");
        }
        if (scalar.getValue().length() > MAX_LENGTH) {
            throw new InventoryMistake(line(node), path, "longer than " + MAX_LENGTH + " characters: shorten it.");
        }
        return scalar.getValue();
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
