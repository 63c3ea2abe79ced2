package dev.leeward.attestation.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.host.HostDescription;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.testkit.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When hosts are due, and how long failures are waited for. */
class ScheduleTest {

    private static final Instant T0 = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Schedule SCHEDULE = schedule(Map.of(), Map.of());

    @Test
    void a_host_is_due_within_one_interval_of_its_last_attestation_and_always_at_its_place_in_it() {
        long seed = Seed.choose();
        RandomGenerator random = Seed.random(seed);
        for (int i = 0; i < 10_000; i++) {
            HostDescription host = host("h" + random.nextInt(1_000_000));
            Instant attestedAt =
                    T0.plusMillis(random.nextLong(Duration.ofDays(400).toMillis()));

            Instant due = SCHEDULE.next(host, attestedAt);

            assertThat(Duration.between(attestedAt, due))
                    .as(Seed.replay(seed))
                    .isBetween(Duration.ofMillis(1), INTERVAL);
            assertThat(SCHEDULE.next(host, due)).as(Seed.replay(seed)).isEqualTo(due.plus(INTERVAL));
            assertThat(SCHEDULE.next(host, due.plusMillis(random.nextLong(INTERVAL.toMillis()))))
                    .as(Seed.replay(seed))
                    .isEqualTo(due.plus(INTERVAL));
        }
    }

    @Test
    void a_hundred_thousand_hosts_that_attested_together_are_due_evenly_spread() {
        int[] dueInSecond = new int[(int) INTERVAL.toSeconds() + 1];

        for (int i = 0; i < 100_000; i++) {
            Instant due = SCHEDULE.next(host("esx-" + i + ".rack-" + i % 40 + ".example"), T0);
            dueInSecond[(int) Duration.between(T0, due).toSeconds()]++;
        }

        // 333 a second; six standard deviations are 110.
        for (int second = 0; second < INTERVAL.toSeconds(); second++) {
            assertThat(dueInSecond[second]).as("second " + second).isBetween(223, 443);
        }
    }

    @Test
    void sites_and_tenants_have_intervals_of_their_own_and_the_shorter_counts() {
        Schedule schedule = schedule(
                Map.of("east", Duration.ofMinutes(2), "north", Duration.ofMinutes(6)),
                Map.of("acme", Duration.ofMinutes(3)));

        assertThat(intervalOf(schedule, at("west", Map.of()))).isEqualTo(INTERVAL);
        assertThat(intervalOf(schedule, at("east", Map.of()))).isEqualTo(Duration.ofMinutes(2));
        assertThat(intervalOf(schedule, at("north", Map.of()))).isEqualTo(Duration.ofMinutes(6));
        assertThat(intervalOf(schedule, at("west", Map.of("tenant", "acme")))).isEqualTo(Duration.ofMinutes(3));
        assertThat(intervalOf(schedule, at("east", Map.of("tenant", "acme")))).isEqualTo(Duration.ofMinutes(2));
        assertThat(intervalOf(schedule, at("west", Map.of("tenant", "other")))).isEqualTo(INTERVAL);
    }

    @Test
    void back_off_doubles_from_the_first_retry_up_to_the_interval_and_differs_between_hosts() {
        for (int attempts = 1; attempts <= 100; attempts++) {
            Duration doubled = Duration.ofSeconds(Math.min(10L << Math.min(attempts - 1, 20), INTERVAL.toSeconds()));
            for (int i = 0; i < 50; i++) {
                assertThat(SCHEDULE.backOff(host("h" + i), attempts)).isBetween(doubled.dividedBy(2), doubled);
            }
        }
        assertThat(SCHEDULE.backOff(host("h1"), 3)).isNotEqualTo(SCHEDULE.backOff(host("h2"), 3));
        assertThat(SCHEDULE.backOff(host("h1"), 3)).isEqualTo(SCHEDULE.backOff(host("h1"), 3));
    }

    @Test
    void what_cannot_be_a_schedule_is_refused_by_name() {
        assertThatThrownBy(() -> schedule(Map.of("east", Duration.ZERO), Map.of()))
                .hasMessageContaining("of site east");
        assertThatThrownBy(() -> schedule(Map.of(), Map.of("acme", Duration.ofSeconds(-1))))
                .hasMessageContaining("of tenant acme");
        assertThatThrownBy(() -> new Schedule(SCHEDULE.intervals(), Duration.ZERO))
                .hasMessageContaining("firstRetry");
        assertThatThrownBy(() -> SCHEDULE.backOff(host("h1"), 0)).hasMessageContaining("attempts");
    }

    private static Duration intervalOf(Schedule schedule, HostDescription host) {
        Instant due = schedule.next(host, T0);
        return Duration.between(due, schedule.next(host, due));
    }

    private static Schedule schedule(Map<String, Duration> sites, Map<String, Duration> tenants) {
        return new Schedule(new Intervals(INTERVAL, sites, tenants), Duration.ofSeconds(10));
    }

    static HostDescription host(String id) {
        return description(id, "east", Map.of());
    }

    private static HostDescription at(String site, Map<String, String> labels) {
        return description("h1", site, labels);
    }

    private static HostDescription description(String id, String site, Map<String, String> labels) {
        return new HostDescription(new HostId(id), SourceId.FILE, id, site, "", "", "esxi", "5.1", labels);
    }
}
