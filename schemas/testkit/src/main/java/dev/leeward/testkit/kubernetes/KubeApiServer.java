package dev.leeward.testkit.kubernetes;

import dev.leeward.testkit.Ports;
import dev.leeward.testkit.Processes;
import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.vsphere.PemCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Kubernetes' own API server and its etcd, on free ports of this machine, with the kinds of KubeVirt that matter here.
 * There are no controllers and no kubelets: nodes are what somebody creates, and nothing runs on them. It starts within
 * some seconds and takes about 400 MB.
 */
public final class KubeApiServer implements AutoCloseable {

    /** Who may do what: all of them by tokens. */
    public enum User {
        /** May do everything. */
        ADMIN("admin", "system:masters"),
        /** An operator of the provider, who may do everything with virtual machines. */
        OLGA("olga", "operators"),
        /** Leeward itself, with the role that its chart gives it. */
        LEEWARD("leeward", "services"),
        /** The kubelet of node {@link #WITH_KUBELET}. */
        KUBELET("system:node:" + WITH_KUBELET, "system:nodes");

        private final String id;
        private final String group;

        User(String id, String group) {
            this.id = id;
            this.group = group;
        }

        String token() {
            return "token-of-" + name();
        }
    }

    /** What a command printed, on both outputs, and how it ended. */
    public record Output(int exit, String text) {}

    /** The one node for which somebody speaks as a kubelet does. */
    public static final String WITH_KUBELET = "node-with-kubelet";

    /** The token that the API server shows to webhooks. */
    public static final String WEBHOOK_TOKEN = "token-of-the-api-server";

    private static final String SERVER = "kube-apiserver";
    private static final String KUBECTL = "kubectl";
    private static final String ETCD = "etcd";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int COMMAND_SECONDS = 60;
    private static final int STOP_SECONDS = 20;

    private final Path folder;
    private final PemCertificate certificate;
    private final int port = Ports.free();
    private final List<Process> processes = new ArrayList<>();

    private KubeApiServer(Path folder) throws IOException {
        this.folder = folder;
        this.certificate = PemCertificate.in(Files.createDirectories(folder.resolve("certificate")));
    }

    private static Optional<Path> program(String name) {
        Path built = Reactor.directory("kubernetes").resolve(name);
        return Files.isExecutable(built) ? Optional.of(built) : ToolCheck.find(name);
    }

    private static Path needed(String name) throws IOException {
        return program(name).orElseThrow(() -> new IOException(name + " is not installed"));
    }

    /** Why it cannot run here; empty where it can. */
    public static Optional<String> missing() {
        if (program(ETCD).isEmpty()) {
            return Optional.of("etcd is not installed; Debian package etcd-server brings it");
        }
        return program(SERVER).isPresent() && program(KUBECTL).isPresent()
                ? Optional.empty()
                : Optional.of("kube-apiserver and kubectl are not installed; .ci/kubernetes target/testkit/kubernetes"
                        + " builds them from Kubernetes' own Go modules");
    }

    /**
     * Starts both.
     *
     * @param folder an empty one, where they keep their files
     * @throws IOException where they do not start; the message has what was printed
     */
    public static KubeApiServer start(Path folder) throws IOException {
        KubeApiServer server = new KubeApiServer(Files.createDirectories(folder));
        try {
            server.start();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void start() throws IOException {
        int clients = Ports.free();
        String etcd = "http://127.0.0.1:" + clients;
        String peers = "http://127.0.0.1:" + Ports.free();
        launch(
                ETCD,
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers);
        List<String> tokens = Arrays.stream(User.values())
                .map(user -> "%s,%s,%s,%s".formatted(user.token(), user.id, user.id, user.group))
                .toList();
        launch(
                SERVER,
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--tls-cert-file=" + certificate.certificate(),
                "--tls-private-key-file=" + certificate.key(),
                "--cert-dir=" + folder.resolve("certificate"),
                "--service-account-issuer=https://127.0.0.1:" + port,
                "--service-account-key-file=" + certificate.key(),
                "--service-account-signing-key-file=" + certificate.key(),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--token-auth-file=" + Files.write(folder.resolve("tokens.csv"), tokens),
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                // There is nobody to make service accounts, or to say that a node is ready.
                "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
                "--admission-control-config-file=" + admissionConfiguration());
        for (User user : User.values()) {
            Files.writeString(kubeconfig(user), kubeconfig(user.token()));
        }
        if (!Processes.await(PATIENCE, this::isReady)) {
            throw new IOException("kube-apiserver is not ready after %d s: %s"
                    .formatted(PATIENCE.toSeconds(), Files.readString(log(SERVER))));
        }
        apply(resource("kubevirt.yaml"));
        apply(resource("roles.yaml"));
        if (!Processes.await(
                PATIENCE,
                () -> run("get", "virtualmachineinstancemigrations,virtualmachineinstances")
                                .exit()
                        == 0)) {
            throw new IOException("KubeVirt's kinds are not served after %d s".formatted(PATIENCE.toSeconds()));
        }
    }

    private boolean isReady() {
        for (Process process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with %d: %s".formatted(process.exitValue(), lastWords()));
            }
        }
        return run("get", "namespace", "default").exit() == 0;
    }

    private String lastWords() {
        try {
            String text = Files.readString(log(ETCD)) + Files.readString(log(SERVER));
            return text.substring(Math.max(0, text.length() - 4_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Output run(String... arguments) {
        try {
            return kubectl(User.ADMIN, arguments);
        } catch (IOException e) {
            return new Output(-1, e.toString());
        }
    }

    private void launch(String program, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(needed(program).toString());
        command.addAll(List.of(options));
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(program).toFile())
                .start());
    }

    private Path log(String program) {
        return folder.resolve(program + ".log");
    }

    /** How the API server shows webhooks who it is. */
    private Path admissionConfiguration() throws IOException {
        Path users = Files.writeString(
                folder.resolve("webhooks.kubeconfig"),
                "{apiVersion: v1, kind: Config, users: [{name: '*', user: {token: %s}}]}%n".formatted(WEBHOOK_TOKEN));
        return Files.writeString(folder.resolve("admission.yaml"), """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
              - name: ValidatingAdmissionWebhook
                configuration:
                  apiVersion: apiserver.config.k8s.io/v1
                  kind: WebhookAdmissionConfiguration
                  kubeConfigFile: %s
            """.formatted(users.toAbsolutePath()));
    }

    private String kubeconfig(String token) {
        return """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters: [{name: it, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
            users: [{name: it, user: {token: %s}}]
            contexts: [{name: it, context: {cluster: it, user: it, namespace: default}}]
            """.formatted(port, certificate.certificate().toAbsolutePath(), token);
    }

    /** The file by which a client of Kubernetes finds the cluster, and speaks as a user. */
    public Path kubeconfig(User user) {
        return folder.resolve(user.name() + ".kubeconfig").toAbsolutePath();
    }

    /** Runs kubectl as a user, to its end. */
    public Output kubectl(User user, String... arguments) throws IOException {
        return kubectlWith("", user, arguments);
    }

    /** The same, with something on its standard input. */
    public Output kubectlWith(String input, User user, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(needed(KUBECTL).toString(), "--kubeconfig=" + kubeconfig(user), "--request-timeout=30s"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        try (var standardInput = process.outputWriter(StandardCharsets.UTF_8)) {
            standardInput.append(input);
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + COMMAND_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Output(process.exitValue(), text.strip());
    }

    /** A node that KubeVirt may run machines on. */
    public void node(String name) throws IOException {
        create("""
            apiVersion: v1
            kind: Node
            metadata:
              name: %1$s
              labels: {kubernetes.io/hostname: %1$s, kubevirt.io/schedulable: "true"}
            """.formatted(name));
    }

    /** A virtual machine that runs on a node, as KubeVirt shows it. */
    public void machine(String name, String workload, String node) throws IOException {
        create("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstance
            metadata: {name: %s, namespace: default, labels: {leeward.dev/workload: %s}}
            spec: {domain: {}}
            status: {phase: Running, nodeName: %s}
            """.formatted(name, workload, node));
    }

    /** What asks for a virtual machine to be moved. */
    public static String migration(String name, String machine) {
        return """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstanceMigration
            metadata: {name: %s, namespace: default}
            spec: {vmiName: %s}
            """.formatted(name, machine);
    }

    private void create(String object) throws IOException {
        Output created = kubectlWith(object, User.ADMIN, "create", "-f", "-");
        if (created.exit() != 0) {
            throw new IOException("kubectl create: " + created.text());
        }
    }

    /**
     * Has the webhook of policy-service asked from now on.
     *
     * @param authority PEM file of the certificate to trust
     */
    public void guardedBy(int webhookPort, Path authority) throws IOException {
        apply(resource("webhook.yaml")
                .replace("URL", "https://127.0.0.1:%d/admit".formatted(webhookPort))
                .replace("AUTHORITY", Base64.getEncoder().encodeToString(Files.readAllBytes(authority))));
    }

    private void apply(String manifests) throws IOException {
        Output applied = kubectlWith(manifests, User.ADMIN, "apply", "-f", "-");
        if (applied.exit() != 0) {
            throw new IOException("kubectl apply: " + applied.text());
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KubeApiServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Ends both, the API server first. */
    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
