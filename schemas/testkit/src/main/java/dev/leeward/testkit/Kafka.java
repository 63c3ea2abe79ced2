package dev.leeward.testkit;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** Waits for Kafka's answers, with plain exceptions, and keeps Kafka from talking of what is normal. */
final class Kafka {
    /** Kept here because the log manager holds loggers weakly, and would forget the level. */
    private static final List<Logger> QUIET = Stream.of("kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    static void quiet() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    private static final long SECONDS = 60;

    private Kafka() {}

    static <T> T await(Future<T> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Kafka", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("Kafka's answer is lost", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka has not answered within " + SECONDS + " s", e);
        }
    }
}
