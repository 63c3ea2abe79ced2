package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Turns that kept connections take, one after the other each: as soon as the one before is over, or when a schedule says,
 * whatever became of those before. One that has to wait for a free connection is late from its time in the schedule.
 */
final class Turns {
    private final int port;
    private final Schedule schedule;
    private final Turn turn;
    private final Histogram latency = new ConcurrentHistogram(3);
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final List<Thread> connections;

    private Turns(int port, int connections, Schedule schedule, Turn turn) {
        this.port = port;
        this.schedule = schedule;
        this.turn = turn;
        this.connections = Stream.generate(() -> Thread.ofVirtual().unstarted(this::work))
                .limit(connections)
                .toList();
    }

    /** One turn; it throws where the answer is not the one that belongs to it, and the connection takes no more. */
    interface Turn {
        void take(KeptConnection connection, long number) throws IOException;
    }

    /** When a turn is due, by {@link System#nanoTime}; negative where there are no more. */
    interface Schedule {
        long due(long number, long now);

        /** At once, for some time from now on. */
        static Schedule saturated(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            return (_, now) -> now < end ? now : -1;
        }

        /** So many a second, for some time from now on. */
        static Schedule paced(double perSecond, Duration time) {
            long start = System.nanoTime();
            long count = count(perSecond, time);
            return (number, _) -> number < count ? start + (long) (number * 1e9 / perSecond) : -1;
        }

        /** How many turns that makes. */
        static long count(double perSecond, Duration time) {
            return (long) (perSecond * time.toMillis() / 1_000);
        }
    }

    /** Begins, and returns at once. */
    static Turns start(int port, int connections, Schedule schedule, Turn turn) {
        var turns = new Turns(port, connections, schedule, turn);
        turns.connections.forEach(Thread::start);
        return turns;
    }

    /** Nanoseconds to the end of each turn, from the time in the schedule. */
    Histogram latency() {
        return latency;
    }

    /** How many turns went wrong, and no further were taken on their connections. */
    int failed() {
        return failed.get();
    }

    /** What the first of them came to. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    boolean isOver() {
        return connections.stream().noneMatch(Thread::isAlive);
    }

    /** Returns when all are over. */
    void await() {
        try {
            for (var connection : connections) {
                connection.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    private void work() {
        try (var connection = new KeptConnection(port)) {
            while (true) {
                long number = next.getAndIncrement();
                long due = schedule.due(number, System.nanoTime());
                if (due < 0) {
                    return;
                }
                sleepUntil(due);
                turn.take(connection, number);
                latency.recordValue(System.nanoTime() - due);
            }
        } catch (IOException e) {
            failed.incrementAndGet();
            failure.compareAndSet(null, e);
        }
    }

    private static void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
