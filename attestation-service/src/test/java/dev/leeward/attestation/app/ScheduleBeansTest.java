package dev.leeward.attestation.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.schedule.Intervals;
import dev.leeward.attestation.schedule.Schedule;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A schedule that would let trust lapse does not start. */
class ScheduleBeansTest {

    @Test
    void hosts_attest_at_half_the_trust_lifetime_where_nothing_is_said() {
        assertThat(schedule(Map.of()).intervals()).isEqualTo(new Intervals(Duration.ofMinutes(5), Map.of(), Map.of()));
        assertThat(schedule(Map.of("trust-lifetime", "20s")).intervals().standard())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void sites_and_tenants_are_told_by_name() {
        assertThat(schedule(Map.of("schedule.sites.east", "2m", "schedule.tenants.acme", "90s"))
                        .intervals())
                .isEqualTo(new Intervals(
                        Duration.ofMinutes(5),
                        Map.of("east", Duration.ofMinutes(2)),
                        Map.of("acme", Duration.ofSeconds(90))));
    }

    @Test
    void an_interval_that_leaves_no_time_for_another_attempt_is_refused_with_the_longest_that_does() {
        assertThat(schedule(Map.of("schedule.interval", "400s")).intervals().standard())
                .isEqualTo(Duration.ofSeconds(400));
        assertThatThrownBy(() -> schedule(Map.of("schedule.interval", "401s")))
                .hasMessageContaining("leeward.attestation.schedule.interval is 401 s")
                .hasMessageContaining("400 s at most, two thirds of leeward.attestation.trust-lifetime (600 s)");
        assertThatThrownBy(() -> schedule(Map.of("schedule.sites.east", "8m")))
                .hasMessageContaining("leeward.attestation.schedule.sites.east is 480 s");
        assertThatThrownBy(() -> schedule(Map.of("schedule.tenants.acme", "0s")))
                .hasMessageContaining("leeward.attestation.schedule.tenants.acme is 0 s: it must be positive");
        assertThatThrownBy(() -> schedule(Map.of("schedule.first-retry", "0s")))
                .hasMessageContaining("leeward.attestation.schedule.first-retry");
    }

    private static Schedule schedule(Map<String, String> values) {
        Map<String, String> prefixed = values.entrySet().stream()
                .collect(Collectors.toMap(entry -> "leeward.attestation." + entry.getKey(), Map.Entry::getValue));
        return ScheduleBeans.of(new SmallRyeConfigBuilder()
                .withMapping(Settings.class)
                .withSources(new PropertiesConfigSource(prefixed, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(Path.class, 100, new PathConverter())
                .build()
                .getConfigMapping(Settings.class));
    }
}
