package dev.leeward.testkit.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leeward.testkit.Ports;
import dev.leeward.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedInfrastructureTest {
    private static final String CONTAINERS = "leeward.test.containers";

    @TempDir
    Path home;

    private final String mode = System.getProperty(CONTAINERS, "auto");

    @AfterEach
    void restoreMode() {
        System.setProperty(CONTAINERS, mode);
    }

    @Test
    void isStartedOnceFoundAgainReplacedWhenKilledAndEndsWithItsBuild() throws IOException {
        System.setProperty(CONTAINERS, "never");
        SharedInfrastructure shared = SharedInfrastructure.in(home);

        Infrastructure first = shared.obtain();
        assertThat(SharedInfrastructure.in(home).obtain()).isEqualTo(first);

        Processes.kill(first.pid());
        Infrastructure second = shared.obtain();
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(Ports.answers(first.postgresPort())).isFalse();
        assertThat(Ports.answers(second.postgresPort())).isTrue();

        Process build = new ProcessBuilder("sleep", "600").start();
        forgetOwners();
        SharedInfrastructure.owners(home).add(build.toHandle());
        Processes.kill(build.pid());
        await().atMost(Duration.ofSeconds(20)).until(() -> !Processes.runs(second.pid()));
        assertThat(Ports.answers(second.postgresPort())).isFalse();
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(SharedInfrastructure.stateFile(home)).doesNotExist();
    }

    @Test
    void whatKeepsItFromStartingIsSaidToTheTest() {
        System.setProperty(CONTAINERS, "perhaps");

        assertThatThrownBy(() -> SharedInfrastructure.in(home).obtain())
                .hasMessageContaining("-Dleeward.test.containers=perhaps is unknown");
    }

    @Test
    void aTurnIsOneProcessAtATime() throws IOException {
        SharedInfrastructure shared = SharedInfrastructure.in(home);
        try (JvmLock _ = shared.takeTurn(Duration.ZERO).orElseThrow()) {
            assertThat(shared.takeTurn(Duration.ofMillis(100))).isEmpty();
            assertThat(SharedInfrastructure.in(home.resolve("another")).takeTurn(Duration.ZERO))
                    .hasValueSatisfying(turn -> assertThatCode(turn::close).doesNotThrowAnyException());
        }
        assertThat(shared.takeTurn(Duration.ZERO)).isPresent();
    }

    private void forgetOwners() throws IOException {
        try (Stream<Path> owners = Files.list(home.resolve("owners"))) {
            for (Path owner : owners.toList()) {
                Files.delete(owner);
            }
        }
    }
}
