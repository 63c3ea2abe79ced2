package dev.leeward.attestation.app;

import dev.leeward.attestation.schedule.Intervals;
import dev.leeward.attestation.schedule.Schedule;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Gives the use cases the schedule, once it is certain that it keeps trust from lapsing. */
class ScheduleBeans {

    private static final String KEY = "leeward.attestation.schedule.";

    @Produces
    @Singleton
    Schedule schedule(Settings settings) {
        return of(settings);
    }

    static Schedule of(Settings settings) {
        ScheduleSettings schedule = settings.schedule();
        Duration lifetime = settings.trustLifetime();
        schedule.interval().ifPresent(interval -> require("interval", interval, lifetime));
        requireAll("sites", schedule.sites(), lifetime);
        requireAll("tenants", schedule.tenants(), lifetime);
        if (!schedule.firstRetry().isPositive()) {
            throw new IllegalStateException(
                    KEY + "first-retry is " + schedule.firstRetry() + ": it must be positive, for example 10s.");
        }
        return new Schedule(
                new Intervals(schedule.interval().orElse(lifetime.dividedBy(2)), schedule.sites(), schedule.tenants()),
                schedule.firstRetry());
    }

    private static void requireAll(String which, Map<String, Duration> intervals, Duration lifetime) {
        intervals.forEach((name, interval) -> require(which + "." + name, interval, lifetime));
    }

    /** A third of the lifetime is left for further attempts, so that one failure does not cost a host its trust. */
    private static void require(String key, Duration interval, Duration lifetime) {
        Duration longest = lifetime.multipliedBy(2).dividedBy(3);
        if (!interval.isPositive() || interval.compareTo(longest) > 0) {
            throw new IllegalStateException(KEY + key + " is " + interval.toSeconds() + " s: it must be positive, and "
                    + longest.toSeconds() + " s at most, two thirds of leeward.attestation.trust-lifetime ("
                    + lifetime.toSeconds() + " s), or trust lapses between two attestations.");
        }
    }
}
