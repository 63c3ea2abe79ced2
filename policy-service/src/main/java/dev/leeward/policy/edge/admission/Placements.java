package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.placement.Action;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads from a review what would be placed, and finds the nodes that this may end on. */
final class Placements {

    /** What KubeVirt says of nodes that it runs machines on. */
    static final String SCHEDULABLE = "kubevirt.io/schedulable";

    static final String MIGRATIONS = "kubevirt.io/virtualmachineinstancemigrations";
    static final String INSTANCES = "kubevirt.io/virtualmachineinstances";
    static final String MACHINES = "kubevirt.io/virtualmachines";
    static final String BINDINGS = "/pods/binding";

    private static final String VERSION = "v1";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final Cluster cluster;
    private final AdmissionSettings settings;

    Placements(Cluster cluster, AdmissionSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /** What it would place; empty where nothing. */
    Optional<Placing> of(Review review) throws Undecidable {
        if (!review.operation().equals("CREATE") || !review.version().equals(VERSION)) {
            throw unguarded(review);
        }
        return switch (review.resource()) {
            case MIGRATIONS -> Optional.of(migration(review));
            case INSTANCES -> Optional.of(start(Machine.instance(review.namespace(), review.object())));
            case MACHINES -> later(Machine.template(review.namespace(), review.object()));
            case BINDINGS -> binding(review);
            default -> throw unguarded(review);
        };
    }

    private static Undecidable unguarded(Review review) {
        return new Undecidable("nothing is known here of %s of %s in version %s: take it out of the webhook's rules"
                .formatted(review.operation(), review.resource(), review.version()));
    }

    private Placing migration(Review review) throws Undecidable {
        JsonNode spec = review.object().path("spec");
        String name = checked("spec.vmiName", spec.path("vmiName"));
        if (spec.hasNonNull("sendTo")) {
            throw new Undecidable(
                    "it sends %s to another cluster, of whose hosts nothing is known here".formatted(name));
        }
        Machine machine = Machine.instance(review.namespace(), cluster.machine(review.namespace(), name));
        Demands demands = machine.demands().narrowed(Review.texts(spec.path("addedNodeSelector")));
        List<Node> others = cluster.nodes().stream()
                .filter(node -> !node.name().equals(machine.node()))
                .toList();
        return new Placing(Action.MIGRATE, machine, candidates(demands, others));
    }

    private static String checked(String field, JsonNode name) throws Undecidable {
        if (!NAME.matcher(name.asText()).matches()) {
            throw new Undecidable(field + " is no name of an object");
        }
        return name.asText();
    }

    /** The scheduler puts a pod onto a node; only those of machines concern us. */
    private Optional<Placing> binding(Review review) throws Undecidable {
        String pod = checked("metadata.name", review.object().path("metadata").path("name"));
        for (JsonNode owner :
                cluster.pod(review.namespace(), pod).path("metadata").path("ownerReferences")) {
            if (owner.path("kind").asText().equals("VirtualMachineInstance")
                    && owner.path("apiVersion").asText().startsWith("kubevirt.io/")) {
                String name = checked("the pod's owner", owner.path("name"));
                Machine machine = Machine.instance(review.namespace(), cluster.machine(review.namespace(), name));
                Action action = machine.node() == null ? Action.POWER_ON : Action.MIGRATE;
                String target = review.object().path("target").path("name").asText();
                return Optional.of(new Placing(action, machine, List.of(node(target)), true));
            }
        }
        return Optional.empty();
    }

    private Node node(String name) throws Undecidable {
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Undecidable("target.name is no node that KubeVirt runs machines on"));
    }

    private Placing start(Machine machine) throws Undecidable {
        return new Placing(Action.POWER_ON, machine, candidates(machine.demands(), cluster.nodes()));
    }

    /** A machine starts when it gets an instance; who names its node wants to know now. */
    private Optional<Placing> later(Machine machine) throws Undecidable {
        return machine.demands().nameNodes() ? Optional.of(start(machine)) : Optional.empty();
    }

    /** The machine that would be started now or later; empty where none. */
    static Optional<Machine> started(Review review) throws Undecidable {
        return switch (review.resource()) {
            case INSTANCES -> Optional.of(Machine.instance(review.namespace(), review.object()));
            case MACHINES -> Optional.of(Machine.template(review.namespace(), review.object()));
            default -> Optional.empty();
        };
    }

    /**
     * The nodes that the scheduler may choose. Those that a mark keeps it off are none of them, except where there are no
     * others: then they are judged, so that the answer says what is wrong with them.
     */
    private List<Node> candidates(Demands demands, List<Node> nodes) throws Undecidable {
        if (demands.selector().containsKey(SCHEDULABLE)) {
            throw new Undecidable("it selects nodes by %s, which is for KubeVirt to do".formatted(SCHEDULABLE));
        }
        List<Node> ofKubeVirt = nodes.stream()
                .filter(node -> "true".equals(node.labels().get(SCHEDULABLE)))
                .toList();
        List<Node> open = ofKubeVirt.stream().filter(demands::admit).toList();
        List<Node> judged = open.isEmpty()
                ? ofKubeVirt.stream()
                        .filter(node -> demands.admit(Mark.trusted(node)))
                        .toList()
                : open;
        if (judged.isEmpty()) {
            throw new Undecidable(
                    "of %d nodes that KubeVirt runs machines on, none fits its node selector, affinity and tolerations"
                            .formatted(nodes.size()));
        }
        if (judged.size() > settings.maxCandidates()) {
            throw new Undecidable("%d nodes could take it, and no more than %d are judged at once: select fewer"
                    .formatted(judged.size(), settings.maxCandidates()));
        }
        return judged;
    }
}
