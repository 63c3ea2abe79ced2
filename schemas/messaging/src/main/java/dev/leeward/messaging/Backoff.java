package dev.leeward.messaging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses that double, up to a limit, and end at once when the owner stops. */
final class Backoff {
    private static final long FIRST = 50;

    private final long max;
    private final CountDownLatch stopped;
    private long next = FIRST;

    Backoff(Duration max, CountDownLatch stopped) {
        this.max = max.toMillis();
        this.stopped = stopped;
    }

    /** Waits, and tells whether the owner has stopped. */
    boolean pause() {
        long millis = next;
        next = Math.min(max, next * 2);
        try {
            return stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void reset() {
        next = FIRST;
    }
}
