package dev.leeward.local;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Measures from its making on. */
public final class Stopwatch {
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final long start = System.nanoTime();

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    public double seconds() {
        return elapsed().toNanos() / 1e9;
    }

    public long millis() {
        return elapsed().toMillis();
    }

    /** Asks until there is an answer, or the time is over. */
    public static <T> Optional<T> until(Duration limit, Supplier<Optional<T>> question) {
        return until(limit, PAUSE, question);
    }

    /** The same, with another pause between two questions: for those that leave something behind. */
    public static <T> Optional<T> until(Duration limit, Duration pause, Supplier<Optional<T>> question) {
        var watch = new Stopwatch();
        while (true) {
            var answer = question.get();
            if (answer.isPresent() || watch.elapsed().compareTo(limit) > 0) {
                return answer;
            }
            pause(pause);
        }
    }

    /** Asks until there is an answer; where the time runs out first, the error says what was waited for. */
    public static <T> T await(Duration limit, String what, Supplier<Optional<T>> question) {
        return until(limit, question)
                .orElseThrow(() -> new UserError("waited %d s in vain for %s".formatted(limit.toSeconds(), what)));
    }

    /** Lets that much time pass. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
