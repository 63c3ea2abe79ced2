package dev.leeward.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.migration.app.ExecutorConfig;
import dev.leeward.migration.app.MigrationConfig;
import dev.leeward.migration.fairness.Slots;
import dev.leeward.migration.migration.Deadlines;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Defaults are part of the interface. */
class ConfigTest {
    @Test
    void migrationsHaveTheirDefaults() {
        MigrationConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(MigrationConfig.class)
                .build()
                .getConfigMapping(MigrationConfig.class);

        assertThat(config.observe()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.discovery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.trustFeedBound()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.slots().toSlots()).isEqualTo(new Slots(16, 4, 4));
        assertThat(config.deadlines().toDeadlines())
                .isEqualTo(new Deadlines(
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)));
    }

    @Test
    void theExecutorHasItsDefaults() {
        ExecutorConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExecutorConfig.class)
                .build()
                .getConfigMapping(ExecutorConfig.class);

        assertThat(config.workers()).isEqualTo(16);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.poll()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.backOff()).isEqualTo(Duration.ofSeconds(10));
    }
}
