package dev.leeward.attestation.schedule;

import dev.leeward.attestation.host.HostDescription;
import java.time.Duration;
import java.time.Instant;

/**
 * When hosts are to attest. Time is divided into intervals, and each host has its place in them by its id alone: hosts are
 * spread evenly, and stay so after a restart, an outage, or a demand to all of them at once.
 *
 * @param intervals how often
 * @param firstRetry how long after a first failure the host is challenged again, at most; doubled with each further one
 */
public record Schedule(Intervals intervals, Duration firstRetry) {

    private static final int DOUBLINGS = 30;

    public Schedule {
        if (!firstRetry.isPositive()) {
            throw new IllegalArgumentException("firstRetry is " + firstRetry + ": it must be positive");
        }
    }

    /** When a host that attested at a time is due again: later than that, by one interval at most. */
    public Instant next(HostDescription host, Instant attestedAt) {
        long interval = intervals.of(host).toMillis();
        long place = (long) (Spread.of(host.id(), 0) * interval);
        long round = Math.floorDiv(attestedAt.toEpochMilli() - place, interval) + 1;
        return Instant.ofEpochMilli(round * interval + place);
    }

    /**
     * How long to wait after so many challenges in a row without an accepted answer. Never longer than the host's interval:
     * a host that has failed for long is challenged as often as a good one, so that it is back as soon as it is mended.
     */
    public Duration backOff(HostDescription host, int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ": there is no failure to back off from");
        }
        Duration interval = intervals.of(host);
        Duration doubled = firstRetry.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
        long longest = (doubled.compareTo(interval) < 0 ? doubled : interval).toMillis();
        return Duration.ofMillis((long) (longest * (1 + Spread.of(host.id(), attempts)) / 2));
    }
}
