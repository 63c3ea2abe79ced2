package dev.leeward.policy.edge.libvirt;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static dev.leeward.policy.edge.libvirt.Machines.domain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.policy.World;
import dev.leeward.policy.edge.libvirt.HostAgent.Run;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook of deploy/host-agent as libvirt runs it, without libvirt. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class LibvirtHookTest {

    @Inject
    World world;

    @TempDir
    Path folder;

    private final String workload = UUID.randomUUID().toString();
    private final String east = unique("east-1");
    private final String west = unique("west-1");

    @BeforeEach
    void the_world() {
        HostAgent.require("the libvirt hook asks policy-service", "curl", "jq");
        world.trustedHost(east);
        world.trustedHost(west);
        world.workload(workload, "acme", east, Map.of());
    }

    @Test
    void it_refuses_in_one_line_and_lets_in_what_was_decided() throws Exception {
        Run refused = hook("migrate", "begin", Map.of());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.said().lines())
                .singleElement()
                .asString()
                .contains("Leeward refuses to migrate vm1: Host " + west, "nobody has asked for it");

        ask(question(workload, west)).body("effect", equalTo("ALLOW"));

        assertThat(hook("migrate", "begin", Map.of())).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void it_asks_about_nothing_but_arrivals_and_about_starts_only_where_it_is_told_to() throws Exception {
        String nobody = "http://127.0.0.1:" + Ports.free();

        for (String operation : new String[] {"prepare", "start", "started", "reconnect", "stopped", "release"}) {
            assertThat(hook(operation, "begin", Map.of("LEEWARD_POLICY_URL", nobody)))
                    .isEqualTo(new Run(0, "", ""));
        }
        assertThat(hook("migrate", "end", Map.of("LEEWARD_POLICY_URL", nobody))).isEqualTo(new Run(0, "", ""));
        assertThat(hook("prepare", "begin", Map.of("LEEWARD_POLICY_URL", nobody, "LEEWARD_GUARD_STARTS", "1"))
                        .status())
                .isEqualTo(1);
        assertThat(hook("prepare", "begin", Map.of("LEEWARD_GUARD_STARTS", "1")).status())
                .isZero();
        assertThat(hook("restore", "begin", Map.of("LEEWARD_POLICY_URL", nobody))
                        .status())
                .isEqualTo(1);
    }

    @Test
    void it_lets_nobody_in_where_it_cannot_ask() throws Exception {
        String nobody = "http://127.0.0.1:" + Ports.free();
        Run down = hook("migrate", "begin", Map.of("LEEWARD_POLICY_URL", nobody));
        Run foreign = hook("migrate", "begin", Map.of("LEEWARD_HOST", east));
        Run tokenless = hook(
                "migrate",
                "begin",
                Map.of("LEEWARD_TOKEN_FILE", folder.resolve("none").toString()));

        assertThat(down.status()).isEqualTo(1);
        assertThat(down.said().lines())
                .singleElement()
                .asString()
                .contains("nobody could say whether vm1 may come to " + west, nobody + " does not answer");
        assertThat(foreign.status()).isEqualTo(1);
        assertThat(foreign.said()).contains("not-your-host", "Use the token of agent:" + east);
        assertThat(tokenless.status()).isEqualTo(1);
        assertThat(tokenless.said()).contains("the token file").contains("cannot be read");
    }

    @Test
    void it_waits_two_seconds_at_most() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            Run run =
                    hook("migrate", "begin", Map.of("LEEWARD_POLICY_URL", "http://127.0.0.1:" + silent.getLocalPort()));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.said()).contains("does not answer");
            assertThat(took).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(8));
        }
    }

    private Run hook(String operation, String sub, Map<String, String> changed)
            throws IOException, InterruptedException {
        return new HostAgent(west, folder).run(changed, domain(workload), "libvirt-hook", "vm1", operation, sub, "-");
    }
}
