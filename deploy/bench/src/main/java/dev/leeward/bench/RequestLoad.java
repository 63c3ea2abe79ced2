package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Requests over kept connections, all of which must be answered as they should: as fast as they are, or at a constant rate. */
record RequestLoad(int port, int connections, Turns.Turn request) {
    /**
     * What came of a run.
     *
     * @param perSecond answers a second
     * @param latency nanoseconds to the answer; at a constant rate from the time in the schedule
     */
    record Outcome(double perSecond, Histogram latency) {}

    /** Every connection asks again as soon as it is answered. */
    Outcome saturated(Duration time) {
        return run(Turns.Schedule.saturated(time));
    }

    /** Requests begin when the schedule says, whatever became of those before. */
    Outcome paced(double perSecond, Duration time) {
        return run(Turns.Schedule.paced(perSecond, time));
    }

    private Outcome run(Turns.Schedule schedule) {
        long start = System.nanoTime();
        var turns = Turns.start(port, connections, schedule, request);
        turns.await();
        turns.failure().ifPresent(failed -> {
            throw new UserError("a request failed: " + failed.getMessage(), failed);
        });
        return new Outcome(turns.latency().getTotalCount() / ((System.nanoTime() - start) / 1e9), turns.latency());
    }
}
