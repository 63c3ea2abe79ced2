package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hosts that turn good and bad, several at a time, until the services have compiled most of what they do then: a service
 * that has just started spends half of its time on that, and takes several times as long as one that has run for a while.
 */
final class WarmUp {
    private static final int HOSTS = 8;
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private WarmUp() {}

    static void of(Lab lab) {
        var hosts = new ArrayList<Turncoat>();
        try {
            for (int i = 1; i <= HOSTS; i++) {
                hosts.add(new Turncoat(lab, "turncoat-" + i));
            }
            turn(hosts, lab.quick() ? SHORT : LONG);
            for (var host : hosts) {
                host.close();
            }
        } catch (IOException | SQLException e) {
            throw new UserError("warm-up: " + e.getMessage(), e);
        }
    }

    private static void turn(List<Turncoat> hosts, Duration howLong) {
        long end = System.nanoTime() + howLong.toNanos();
        try (var all = Executors.newFixedThreadPool(HOSTS)) {
            var turning = hosts.stream()
                    .map(host -> all.submit(() -> turn(host, end)))
                    .toList();
            turning.forEach(WarmUp::await);
        }
    }

    private static Turncoat turn(Turncoat host, long end) throws IOException, SQLException {
        while (System.nanoTime() - end < 0) {
            host.good();
            host.bad();
        }
        return host;
    }

    private static void await(Future<?> turning) {
        try {
            turning.get();
        } catch (ExecutionException e) {
            throw new UserError("warm-up: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
