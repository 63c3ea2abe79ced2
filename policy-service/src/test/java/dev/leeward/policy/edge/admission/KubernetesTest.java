package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import dev.leeward.testkit.kubernetes.KubeApiServer.Output;
import dev.leeward.testkit.kubernetes.KubeApiServer.User;
import dev.leeward.testkit.vsphere.PemCertificate;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real API server asks, and its nodes are marked. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String BAD = KubeApiServer.WITH_KUBELET;

    @TempDir
    static Path folder;

    @Inject
    AdmissionService service;

    @Inject
    World world;

    private @Nullable KubeApiServer kubernetes;
    private @Nullable AdmissionServer server;
    private final String source = World.unique("k8s-from");
    private final String good = World.unique("k8s-to");
    private Map<String, String> values = Map.of();

    @BeforeEach
    void start() throws IOException {
        if (kubernetes != null) {
            return;
        }
        ToolCheck.require(
                KubeApiServer.missing().isEmpty(),
                "a real API server asks before it moves a machine",
                KubeApiServer.missing().orElse(""));
        world.trustedHost(source);
        world.trustedHost(good);
        world.untrustedHost(BAD);
        kubernetes = KubeApiServer.start(folder.resolve("kubernetes"));
        for (String node : new String[] {source, good, BAD}) {
            kubernetes.node(node);
        }
        kubernetes.machine("web", "any", source);
        PemCertificate certificate = PemCertificate.in(folder);
        int port = Ports.free();
        values = Map.of(
                "cluster", "blue",
                "port", String.valueOf(port),
                "certificate", certificate.certificate().toString(),
                "key", certificate.key().toString(),
                "token-file",
                        Files.writeString(folder.resolve("token"), KubeApiServer.WEBHOOK_TOKEN)
                                .toString(),
                "kubeconfig", kubernetes.kubeconfig(User.LEEWARD).toString(),
                "mark-interval", "200ms");
        serve();
        kubernetes.guardedBy(port, certificate.certificate());
        await().atMost(PATIENCE).until(() -> shows(BAD, "untrusted") && shows(good, "trusted"));
    }

    private void serve() {
        server = service.server(TestWebhook.settings(values));
        server.start(new StartupEvent());
    }

    private void stopServing() {
        if (server != null) {
            server.stop(new ShutdownEvent());
            server = null;
        }
    }

    @AfterAll
    void stop() {
        stopServing();
        if (kubernetes != null) {
            kubernetes.close();
        }
    }

    private KubeApiServer kubernetes() {
        return Objects.requireNonNull(kubernetes);
    }

    private Output admin(String... arguments) throws IOException {
        return kubernetes().kubectl(User.ADMIN, arguments);
    }

    private Output move(String name, String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "create";
        arguments[1] = "-f";
        arguments[2] = "-";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return kubernetes().kubectlWith(KubeApiServer.migration(name, "web"), User.OLGA, arguments);
    }

    private boolean exists(String migration) throws IOException {
        return admin("get", "vmim", migration).exit() == 0;
    }

    private boolean shows(String node, String trust) throws IOException {
        String label = admin(
                        "get", "node", node, "-o", "jsonpath={.metadata.labels." + Mark.LABEL.replace(".", "\\.") + "}")
                .text();
        String taint = admin(
                        "get", "node", node, "-o", "jsonpath={.spec.taints[?(@.key=='" + Mark.TAINT + "')].effect}")
                .text();
        return label.equals(trust) && taint.equals(trust.equals("trusted") ? "" : "NoSchedule");
    }

    @Test
    @Order(1)
    void a_move_that_can_only_end_on_a_trusted_node_goes_on() throws IOException {
        await().atMost(PATIENCE).until(() -> move("first").exit() == 0);

        assertThat(exists("first")).isTrue();
    }

    @Test
    @Order(2)
    void a_move_that_could_only_end_on_an_untrusted_node_is_not_even_written_down() throws IOException {
        assertThat(admin("cordon", good).exit()).isZero();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(move("second").text())
                        .contains(
                                "admission webhook \"placements.leeward.dev\" denied the request",
                                "Leeward refuses to migrate default/web: Host " + BAD + " is not trusted"));

        assertThat(exists("second")).isFalse();
        assertThat(world.kafka()
                        .awaitEvent(
                                MigrationBlocked.class,
                                event -> event.getWorkloadId().equals("default.web"))
                        .getPrincipal()
                        .getId())
                .isEqualTo("olga");
        assertThat(admin("uncordon", good).exit()).isZero();
    }

    @Test
    @Order(3)
    void a_dry_run_is_answered_and_writes_nothing() throws IOException {
        await().atMost(PATIENCE).until(() -> move("third", "--dry-run=server").exit() == 0);

        assertThat(exists("third")).isFalse();
    }

    @Test
    @Order(4)
    void what_somebody_does_to_a_mark_is_put_right() throws IOException {
        assertThat(admin("label", "--overwrite", "node", BAD, Mark.LABEL + "=trusted")
                        .exit())
                .isZero();
        assertThat(admin("taint", "node", BAD, Mark.TAINT + "-").exit()).isZero();
        assertThat(admin("label", "node", good, Mark.LABEL + "-").exit()).isZero();

        await().atMost(PATIENCE).until(() -> shows(BAD, "untrusted") && shows(good, "trusted"));
    }

    @Test
    @Order(5)
    void the_kubelet_of_an_untrusted_node_cannot_make_it_look_trusted() throws IOException {
        Output label = kubernetes().kubectl(User.KUBELET, "label", "--overwrite", "node", BAD, Mark.LABEL + "=trusted");
        Output taint = kubernetes().kubectl(User.KUBELET, "taint", "node", BAD, Mark.TAINT + "-");

        assertThat(label.text()).contains("Forbidden", "is not allowed to modify labels");
        assertThat(taint.text()).contains("Forbidden", "is not allowed to modify taints");
    }

    @Test
    @Order(6)
    void a_host_that_loses_trust_is_marked_and_one_that_gains_it_too() {
        world.kafka().send(TestEvents.trusted(BAD));
        await().atMost(PATIENCE).until(() -> shows(BAD, "trusted"));

        world.kafka().send(TestEvents.untrusted(BAD));
        await().atMost(PATIENCE).until(() -> shows(BAD, "untrusted"));
    }

    @Test
    @Order(7)
    void while_nobody_answers_nothing_moves() throws IOException {
        stopServing();

        Output refused = move("seventh");

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.text()).contains("failed calling webhook \"placements.leeward.dev\"");
        assertThat(exists("seventh")).isFalse();
        serve();
        await().atMost(PATIENCE).until(() -> move("eighth").exit() == 0);
    }
}
