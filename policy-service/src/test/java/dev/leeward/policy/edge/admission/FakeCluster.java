package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A cluster that a test makes up. */
final class FakeCluster implements Cluster {

    final Map<String, Node> nodes = new ConcurrentSkipListMap<>();
    private final Map<String, String> machines = new ConcurrentHashMap<>();
    private final Map<String, String> pods = new ConcurrentHashMap<>();

    /** Why nothing can be asked; null while it can. */
    volatile @Nullable String down;

    /** A node that KubeVirt runs machines on, with these marks. */
    FakeCluster node(String name, Mark mark) {
        return node(mark.on(bare(name)));
    }

    FakeCluster node(Node node) {
        nodes.put(node.name(), node);
        return this;
    }

    /** A node that nobody has marked. */
    static Node bare(String name) {
        return new Node(
                name, "1", Map.of(Placements.SCHEDULABLE, "true", "kubernetes.io/hostname", name), List.of(), false);
    }

    /** A virtual machine instance of namespace shop. */
    FakeCluster has(String name, String object) {
        machines.put("shop/" + name, object);
        return this;
    }

    /** A pod of namespace shop. */
    FakeCluster hasPod(String name, String object) {
        pods.put("shop/" + name, object);
        return this;
    }

    @Override
    public List<Node> nodes() throws Undecidable {
        requireUp();
        return List.copyOf(nodes.values());
    }

    @Override
    public JsonNode machine(String namespace, String name) throws Undecidable {
        requireUp();
        String found = machines.get(namespace + "/" + name);
        if (found == null) {
            throw new Undecidable("there is no virtual machine instance %s/%s".formatted(namespace, name));
        }
        return Reviews.json(found);
    }

    @Override
    public JsonNode pod(String namespace, String name) throws Undecidable {
        requireUp();
        String found = pods.get(namespace + "/" + name);
        if (found == null) {
            throw new Undecidable("there is no pod %s/%s".formatted(namespace, name));
        }
        return Reviews.json(found);
    }

    @Override
    public void change(Node to) throws Undecidable {
        requireUp();
        Node now = nodes.get(to.name());
        if (now == null || !now.version().equals(to.version())) {
            throw new Undecidable("it has changed");
        }
        nodes.put(to.name(), new Node(to.name(), to.version() + "1", to.labels(), to.taints(), to.unschedulable()));
    }

    private void requireUp() throws Undecidable {
        if (down != null) {
            throw new Undecidable(down);
        }
    }
}
