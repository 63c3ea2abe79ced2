package dev.leeward.migration.edge.hypervisor.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.migration.edge.hypervisor.simulator.Physics.Link;
import dev.leeward.migration.edge.hypervisor.simulator.Physics.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhysicsTest {
    private static final Link TEN_GIGABIT = new Link(2, 10_000);

    private final Physics physics = new Physics(new Shipped());

    @Test
    void aLiveMigrationOverDistributedStorageTakesAboutASecondAndStandsStillForMilliseconds() {
        Times times = physics.live(TEN_GIGABIT, 2048, 0);

        assertThat(times.storage()).isZero();
        assertThat(times.prepare() + times.memory() + times.switchOver()).isBetween(500L, 2000L);
        assertThat(times.downtime()).isBetween(10L, 60L);
    }

    @Test
    void moreMemoryAndSlowerLinksStandStillLonger() {
        assertThat(physics.live(TEN_GIGABIT, 8192, 0).downtime())
                .isGreaterThan(physics.live(TEN_GIGABIT, 1024, 0).downtime());
        assertThat(physics.live(new Link(20, 1000), 1024, 0).downtime())
                .isGreaterThan(physics.live(TEN_GIGABIT, 1024, 0).downtime());
    }

    @Test
    void storageThatIsNotThereTakesTheTimeOfTheLinkDividedByTheSpeed() {
        long tenGiB = 10L << 30;

        assertThat(physics.live(TEN_GIGABIT, 1024, tenGiB).storage())
                .isBetween(tenGiB * 8 / 10_000_000 / 20, tenGiB * 8 / 10_000_000 / 20 + 5);
    }

    @Test
    void aColdMoveStandsStillFromStopToStart() {
        Times times = physics.cold(TEN_GIGABIT, 0);

        assertThat(times.downtime()).isGreaterThanOrEqualTo(times.storage());
    }

    /** The values that are shipped. */
    private static final class Shipped implements SimulatorConfig {
        @Override
        public Optional<Path> world() {
            return Optional.empty();
        }

        @Override
        public double speed() {
            return 20;
        }

        @Override
        public Duration prepare() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration copyAtLeast() {
            return Duration.ofMillis(600);
        }

        @Override
        public Duration switchOver() {
            return Duration.ofMillis(150);
        }
    }
}
