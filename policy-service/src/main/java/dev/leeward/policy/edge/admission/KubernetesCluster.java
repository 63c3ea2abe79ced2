package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The cluster behind an API server. Nodes are watched, so that asking for them costs nothing; a machine is asked for each
 * time.
 */
final class KubernetesCluster implements Cluster, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KubernetesCluster.class);

    /** An API server ends each watch after some minutes, and the next one begins: so long without one means nothing. */
    private static final Duration GAP = Duration.ofSeconds(10);

    private static final long PULSE_MILLIS = 500;

    private final KubernetesClient client;
    private final SharedIndexInformer<io.fabric8.kubernetes.api.model.Node> nodes;

    private volatile long watchedAt = System.nanoTime();

    KubernetesCluster(Vertx vertx, AdmissionSettings settings) {
        int limit = Math.toIntExact(settings.decisionTimeout().toMillis());
        Config place = settings.kubeconfig().map(KubernetesCluster::place).orElseGet(() -> Config.autoConfigure(null));
        place.setRequestTimeout(limit);
        place.setConnectionTimeout(limit);
        place.setRequestRetryBackoffLimit(0);
        this.client = new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory(vertx))
                .withConfig(place)
                .build();
        this.nodes = client.nodes().withLabel(Placements.SCHEDULABLE).runnableInformer(0);
        vertx.setPeriodic(0, PULSE_MILLIS, _ -> {
            if (nodes.isWatching()) {
                watchedAt = System.nanoTime();
            }
        });
    }

    private static Config place(Path kubeconfig) {
        try {
            return Config.fromKubeconfig(kubeconfig.toFile());
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "leeward.admission.kubeconfig: %s cannot be used: %s".formatted(kubeconfig, e.getMessage()), e);
        }
    }

    /** Begins to watch the nodes; while there is no API server, it goes on trying. */
    void watch(Runnable changed) {
        nodes.exceptionHandler((_, cause) -> {
            LOG.warnf("admission.nodes-unwatched server=%s cause=%s", client.getMasterUrl(), cause.toString());
            return true;
        });
        nodes.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(io.fabric8.kubernetes.api.model.Node node) {
                changed.run();
            }

            @Override
            public void onUpdate(
                    io.fabric8.kubernetes.api.model.Node before, io.fabric8.kubernetes.api.model.Node after) {
                Node now = node(after);
                if (!now.labels().equals(node(before).labels())
                        || !now.taints().equals(node(before).taints())) {
                    changed.run();
                }
            }

            @Override
            public void onDelete(io.fabric8.kubernetes.api.model.Node node, boolean unknown) {
                // nothing is left to mark
            }
        });
        nodes.start().exceptionally(cause -> {
            LOG.warnf("admission.nodes-unwatched server=%s cause=%s", client.getMasterUrl(), cause.toString());
            return null;
        });
    }

    @Override
    public List<Node> nodes() throws Undecidable {
        if (!nodes.hasSynced() || System.nanoTime() - watchedAt > GAP.toNanos()) {
            throw new Undecidable("the nodes of the cluster cannot be watched");
        }
        return nodes.getStore().list().stream().map(KubernetesCluster::node).toList();
    }

    private static Node node(io.fabric8.kubernetes.api.model.Node node) {
        NodeSpec spec = node.getSpec();
        return new Node(
                node.getMetadata().getName(),
                node.getMetadata().getResourceVersion(),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                spec == null
                        ? List.of()
                        : spec.getTaints().stream()
                                .map(KubernetesCluster::taint)
                                .toList(),
                spec != null && Boolean.TRUE.equals(spec.getUnschedulable()));
    }

    private static Taint taint(io.fabric8.kubernetes.api.model.Taint taint) {
        return new Taint(taint.getKey(), taint.getValue(), taint.getEffect(), taint.getTimeAdded());
    }

    @Override
    public JsonNode machine(String namespace, String name) throws Undecidable {
        return read(
                "virtual machine instance %s/%s".formatted(namespace, name),
                "/apis/kubevirt.io/v1/namespaces/%s/virtualmachineinstances/%s".formatted(namespace, name));
    }

    @Override
    public JsonNode pod(String namespace, String name) throws Undecidable {
        return read("pod %s/%s".formatted(namespace, name), "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name));
    }

    private JsonNode read(String what, String path) throws Undecidable {
        try {
            String found = client.raw(path);
            if (found == null) {
                throw new Undecidable("there is no " + what);
            }
            return Review.json(found.getBytes(StandardCharsets.UTF_8));
        } catch (KubernetesClientException e) {
            throw failed(what + " cannot be read", e);
        } catch (IOException e) {
            throw new Undecidable(what + " cannot be read", e);
        }
    }

    @Override
    public void change(Node to) throws Undecidable {
        try {
            client.nodes().withName(to.name()).patch(PatchContext.of(PatchType.JSON_MERGE), patch(to));
        } catch (KubernetesClientException e) {
            throw failed("node %s cannot be marked".formatted(to.name()), e);
        }
    }

    /** A merge of what a mark consists of; the version makes it fail where somebody else was quicker. */
    private static String patch(Node to) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", to.version());
        metadata.putObject("labels").put(Mark.LABEL, to.labels().get(Mark.LABEL));
        ArrayNode taints = patch.putObject("spec").putArray("taints");
        for (Taint taint : to.taints()) {
            ObjectNode written = taints.addObject().put("key", taint.key()).put("effect", taint.effect());
            if (taint.value() != null) {
                written.put("value", taint.value());
            }
            if (taint.timeAdded() != null) {
                written.put("timeAdded", taint.timeAdded());
            }
        }
        return patch.toString();
    }

    private static Undecidable failed(String what, KubernetesClientException e) {
        String why = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        return new Undecidable("%s (%s)".formatted(what, why), e);
    }

    @Override
    public void close() {
        nodes.stop();
        client.close();
    }
}
