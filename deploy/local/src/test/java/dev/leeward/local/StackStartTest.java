package dev.leeward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.testkit.EmbeddedPostgresServer;
import dev.leeward.testkit.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStartTest {
    private static final Path WORLD = Path.of("../scenarios/demo.yaml");
    private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    Path home;

    @Test
    void aTakenPortIsNamedWithTheVariableThatMovesIt() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ports = freePorts();
            ports.put("LEEWARD_POLICY_PORT", Integer.toString(taken.getLocalPort()));
            var stack = new Stack(new Settings(home, home, ports), SILENT);

            assertThatThrownBy(() -> stack.up(WORLD, HostAgents.TpmKind.SOFTWARE))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("LEEWARD_POLICY_PORT");
            assertThat(stack.isUp()).isFalse();
        }
    }

    @Test
    void dataOfOneWorldIsNotMixedWithAnother() throws IOException {
        var settings = new Settings(home, home, freePorts());
        WorldFiles.install(settings, WORLD);
        var other = Files.writeString(
                home.resolve("other.yaml"), Files.readString(WORLD).replace("R720", "R750"));

        assertThatThrownBy(() -> WorldFiles.install(settings, other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--fresh");
    }

    @Test
    void theServicesGetTheWorldAsInventoryAndSimulation() throws IOException {
        var settings = new Settings(home, home, freePorts());

        WorldFiles.install(settings, WORLD);

        assertThat(Files.readString(settings.inventory())).contains("id: west-2", "version: '5.0'");
        var simulated = Api.JSON.readTree(settings.simulatorWorld().toFile());
        assertThat(simulated.path("workloads")).hasSize(5);
        assertThat(simulated.path("links").get(0).path("latencyMillis").asInt()).isEqualTo(5);
        assertThat(simulated.path("volumes").findValuesAsText("site")).containsExactly("east");
    }

    @Test
    void theKeyOfAttestationResultsIsMadeOnceAndOnlyItsPublicHalfIsShared() throws IOException {
        var settings = new Settings(home, home, freePorts());
        ResultKeys.install(settings);
        var signing = settings.resultSigningKeys().resolve("local.pem");
        var first = Files.readString(signing);

        ResultKeys.install(settings);

        assertThat(Files.readString(signing)).isEqualTo(first).startsWith("-----BEGIN PRIVATE KEY-----");
        var key = Api.JSON.readTree(settings.resultKeys().toFile()).path("keys").get(0);
        assertThat(key.path("kid").asText()).isEqualTo("local");
        assertThat(key.has("d")).isFalse();
        try (var files = Files.list(settings.resultSigningKeys())) {
            assertThat(files).containsExactly(signing);
        }
    }

    @Test
    void aPidOfAnotherProcessIsNeverTakenForOurs() throws IOException {
        var settings = new Settings(home, home, Map.of());
        var process = new ManagedProcess("policy", settings);
        Files.createDirectories(settings.runFolder());
        Files.writeString(
                settings.runFolder().resolve("policy.pid"),
                ProcessHandle.current().pid() + " 2001-01-01T00:00:00Z\n");

        assertThat(process.handle()).isEmpty();
        process.stop(Duration.ofSeconds(1));
        assertThat(process.wasStarted()).isFalse();
    }

    @Test
    void aChildProcessIsStartedFoundAgainAndStopped() {
        var settings = new Settings(home, home, Map.of());
        new ManagedProcess("sleeper", settings).start(List.of("sleep", "600"), Map.of());
        var found = new ManagedProcess("sleeper", settings);

        assertThat(found.handle()).isPresent();
        found.stop(Duration.ofSeconds(5));
        assertThat(found.handle()).isEmpty();
    }

    /** As after a kill of the infrastructure process, which PostgreSQL outlives. */
    @Test
    void aPostgresWithoutItsInfrastructureProcessIsStoppedToo() {
        var settings = new Settings(home, home, freePorts());
        try (var orphan = EmbeddedPostgresServer.start(settings.postgres(), 0)) {
            new Stack(settings, System.out).down();

            assertThat(orphan.runs()).isFalse();
        }
    }

    private static Map<String, String> freePorts() {
        var ports = new HashMap<String, String>();
        for (var part : Part.values()) {
            ports.put(part.variable(), Integer.toString(Ports.free()));
        }
        return ports;
    }
}
