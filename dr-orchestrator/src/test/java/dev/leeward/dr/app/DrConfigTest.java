package dev.leeward.dr.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrConfigTest {
    @Test
    void theDefaultsAreApi() {
        var config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(DrConfig.class)
                .build()
                .getConfigMapping(DrConfig.class);

        assertThat(config.moveDeadline()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.groupDeadline()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.rpoCheckEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.concurrentRuns()).isEqualTo(10);
        assertThat(config.engine().workers()).isEqualTo(4);
        assertThat(config.engine().lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.engine().poll()).isEqualTo(Duration.ofMillis(500));
    }
}
