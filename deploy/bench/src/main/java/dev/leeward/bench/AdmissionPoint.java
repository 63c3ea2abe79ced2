package dev.leeward.bench;

import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import dev.leeward.testkit.kubernetes.KubeApiServer.User;
import dev.leeward.testkit.vsphere.PemCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The admission webhook: kubectl asks a cluster of two nodes to move a KubeVirt machine that can go to one of them only. */
final class AdmissionPoint implements EnforcementPoint {
    private static final String MACHINE = "web";

    private final KubeApiServer kubernetes;
    private final Map<String, String> environment;

    /** Starts the cluster in an empty folder. */
    AdmissionPoint(Path folder, String from, String to) throws IOException {
        kubernetes = KubeApiServer.start(folder.resolve("cluster"));
        try {
            var certificate = PemCertificate.in(folder);
            int port = Ports.free();
            var prefix = "LEEWARD_ADMISSION_";
            environment = Map.of(
                    prefix + "CLUSTER", "bench",
                    prefix + "PORT", Integer.toString(port),
                    prefix + "CERTIFICATE", certificate.certificate().toString(),
                    prefix + "KEY", certificate.key().toString(),
                    prefix + "TOKEN_FILE",
                            Files.writeString(folder.resolve("token"), KubeApiServer.WEBHOOK_TOKEN)
                                    .toString(),
                    prefix + "KUBECONFIG", kubernetes.kubeconfig(User.LEEWARD).toString());
            kubernetes.node(from);
            kubernetes.node(to);
            kubernetes.machine(MACHINE, "any", from);
            kubernetes.guardedBy(port, certificate.certificate());
        } catch (IOException | RuntimeException e) {
            kubernetes.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Kubernetes admission webhook";
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Optional<String> refusal() {
        try {
            var migration = KubeApiServer.migration("move-" + UUID.randomUUID(), MACHINE);
            var asked = kubernetes.kubectlWith(migration, User.OLGA, "create", "-f", "-");
            return asked.exit() == 0 ? Optional.empty() : Optional.of(asked.text());
        } catch (IOException e) {
            throw new UserError("kubectl: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        kubernetes.close();
    }
}
