package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Requests over kept connections: as fast as they are answered, or at a constant rate. */
final class RequestLoad {
    private final int port;
    private final int connections;
    private final Request request;

    RequestLoad(int port, int connections, Request request) {
        this.port = port;
        this.connections = connections;
        this.request = request;
    }

    /** One request of a run; it throws where the answer is not the one that belongs to it. */
    interface Request {
        void send(KeptConnection connection, long number) throws IOException;
    }

    /**
     * What came of a run.
     *
     * @param perSecond answers a second
     * @param latency nanoseconds to the answer; at a constant rate from the time in the schedule
     */
    record Outcome(double perSecond, Histogram latency) {}

    /** Every connection asks again as soon as it is answered. */
    Outcome saturated(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return run((_, now) -> now < end ? now : -1);
    }

    /** Requests begin when the schedule says, whatever became of those before. */
    Outcome paced(double perSecond, Duration time) {
        long start = System.nanoTime();
        long count = (long) (perSecond * time.toMillis() / 1_000);
        return run((number, _) -> number < count ? start + (long) (number * 1e9 / perSecond) : -1);
    }

    /** When a request is due; negative where there are no more. */
    private interface Schedule {
        long due(long number, long now);
    }

    private Outcome run(Schedule schedule) {
        var latency = new ConcurrentHistogram(3);
        var next = new AtomicLong();
        var failure = new AtomicReference<IOException>();
        var workers = new ArrayList<Thread>();
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            workers.add(Thread.startVirtualThread(() -> {
                try (var connection = new KeptConnection(port)) {
                    work(connection, schedule, next, latency);
                } catch (IOException e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (var worker : workers) {
            join(worker);
        }
        var failed = failure.get();
        if (failed != null) {
            throw new UserError("a request failed: " + failed.getMessage(), failed);
        }
        return new Outcome(latency.getTotalCount() / ((System.nanoTime() - start) / 1e9), latency);
    }

    private void work(KeptConnection connection, Schedule schedule, AtomicLong next, Histogram latency)
            throws IOException {
        while (true) {
            long number = next.getAndIncrement();
            long due = schedule.due(number, System.nanoTime());
            if (due < 0) {
                return;
            }
            sleepUntil(due);
            request.send(connection, number);
            latency.recordValue(System.nanoTime() - due);
        }
    }

    /** Waits for a time of {@link System#nanoTime}. */
    static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
