package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import dev.leeward.testkit.kubernetes.KubeApiServer.Output;
import dev.leeward.testkit.kubernetes.KubeApiServer.User;
import dev.leeward.testkit.vsphere.PemCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A Kubernetes cluster of two nodes that are hosts of the world, and policy-service as its guard. */
final class KubernetesStage implements AutoCloseable {
    static final String MACHINE = "web";
    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String TAINT = "leeward.dev/untrusted";

    private final Stack stack;
    private final KubeApiServer kubernetes;
    private final Map<String, String> guard = new LinkedHashMap<>();

    private KubernetesStage(Stack stack, Path folder) throws IOException {
        this.stack = stack;
        this.kubernetes = KubeApiServer.start(folder.resolve("kubernetes"));
        var certificate = PemCertificate.in(folder);
        int port = Ports.free();
        var prefix = "LEEWARD_ADMISSION_";
        guard.put(prefix + "CLUSTER", "drill");
        guard.put(prefix + "PORT", Integer.toString(port));
        guard.put(prefix + "CERTIFICATE", certificate.certificate().toString());
        guard.put(prefix + "KEY", certificate.key().toString());
        guard.put(
                prefix + "TOKEN_FILE",
                Files.writeString(folder.resolve("token"), KubeApiServer.WEBHOOK_TOKEN)
                        .toString());
        guard.put(prefix + "KUBECONFIG", kubernetes.kubeconfig(User.LEEWARD).toString());
        kubernetes.guardedBy(port, certificate.certificate());
    }

    /** Sets it up: the machine runs on one node, and could go to the other. */
    static KubernetesStage set(Stack stack, String from, String to) throws IOException {
        var home = Files.createDirectories(stack.settings().home().resolve("kubernetes"));
        var stage = new KubernetesStage(stack, Files.createTempDirectory(home, "drill"));
        try {
            stage.kubernetes.node(from);
            stage.kubernetes.node(to);
            stage.serve();
            stage.awaitOpen(from);
            stage.awaitOpen(to);
            return stage;
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    /** Starts policy-service as the cluster's guard. */
    void serve() {
        SimulatedVcenter.restart(stack, Part.POLICY, guard);
    }

    /** The machine runs on a node. */
    void run(String node) throws IOException {
        kubernetes.machine(MACHINE, "any", node);
    }

    /** An operator asks for the machine to be moved. */
    Output move(String name) throws IOException {
        return kubernetes.kubectlWith(KubeApiServer.migration(name, MACHINE), User.OLGA, "create", "-f", "-");
    }

    /** The same, as a question only. */
    Output tryToMove(String name) throws IOException {
        return kubernetes.kubectlWith(
                KubeApiServer.migration(name, MACHINE), User.OLGA, "create", "--dry-run=server", "-f", "-");
    }

    boolean isWritten(String migration) throws IOException {
        return kubernetes.kubectl(User.ADMIN, "get", "vmim", migration).exit() == 0;
    }

    /** How many decisions there have been about the machine. */
    int decisions() {
        return stack.api()
                .as("audrey", "auditor", null)
                .all(Part.POLICY, "/v1/decisions?workload=default." + MACHINE)
                .size();
    }

    /** The taint that a node has for want of trust; empty where none. */
    String taint(String node) throws IOException {
        return kubernetes
                .kubectl(
                        User.ADMIN,
                        "get",
                        "node",
                        node,
                        "-o",
                        "jsonpath={.spec.taints[?(@.key=='" + TAINT + "')].value}")
                .text();
    }

    /** Waits until a node is tainted, and says how. */
    String awaitTaint(String node) {
        return Stopwatch.await(
                LIMIT,
                "node " + node + " to be tainted",
                () -> Optional.of(taintOf(node)).filter(taint -> !taint.isEmpty()));
    }

    /** Waits until a node is labelled as trusted, and not tainted. */
    void awaitOpen(String node) {
        Stopwatch.await(
                LIMIT,
                "node " + node + " to be marked as trusted",
                () -> label(node).equals("trusted") && taintOf(node).isEmpty() ? Optional.of(true) : Optional.empty());
    }

    private String taintOf(String node) {
        try {
            return taint(node);
        } catch (IOException e) {
            throw new UserError("kubectl: " + e.getMessage(), e);
        }
    }

    private String label(String node) {
        try {
            return kubernetes
                    .kubectl(
                            User.ADMIN,
                            "get",
                            "node",
                            node,
                            "-o",
                            "jsonpath={.metadata.labels.leeward\\.dev\\.node-restriction\\.kubernetes\\.io/trust}")
                    .text();
        } catch (IOException e) {
            throw new UserError("kubectl: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            SimulatedVcenter.restart(stack, Part.POLICY, Map.of());
        } finally {
            kubernetes.close();
        }
    }
}
