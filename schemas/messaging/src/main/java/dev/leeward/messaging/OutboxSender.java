package dev.leeward.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Sends batches of rows and tells what became of each. One thread uses it. */
final class OutboxSender implements AutoCloseable {
    private static final long WATCH_MILLIS = 1_000;

    private final Map<String, Object> settings;
    private @Nullable KafkaProducer<String, byte[]> producer;

    OutboxSender(Map<String, Object> settings) {
        this.settings = settings;
    }

    /**
     * What became of a batch.
     *
     * @param acknowledged ids of rows that the broker has
     * @param refused rows that the broker will never take, with the reason
     * @param heldUp topics that take nothing at the moment, with the reason; their other rows were not sent
     */
    record Outcome(List<Long> acknowledged, List<Refused> refused, Map<String, String> heldUp) {}

    /** A row that the broker will never take. */
    record Refused(OutboxTable.Row row, String reason) {}

    private record Sent(OutboxTable.Row row, Future<RecordMetadata> answer) {}

    /**
     * Sends the rows in order and waits for the broker, for as long as it takes.
     *
     * @param stopping ends the waiting; what is not acknowledged by then is sent again later
     * @param waiting is told after each second without progress
     */
    Outcome send(List<OutboxTable.Row> rows, BooleanSupplier stopping, Consumer<String> waiting) {
        List<Sent> sent = new ArrayList<>(rows.size());
        Set<String> unsent = new HashSet<>();
        KafkaProducer<String, byte[]> kafka = producer();
        for (OutboxTable.Row row : rows) {
            if (unsent.contains(row.topic())) {
                continue;
            }
            Future<RecordMetadata> answer = kafka.send(record(row));
            sent.add(new Sent(row, answer));
            if (answer.isDone() && answer.state() == Future.State.FAILED && !isRefusal(answer.exceptionNow())) {
                unsent.add(row.topic()); // what follows on the topic must not overtake this row
            }
        }
        return await(sent, stopping, waiting);
    }

    private Outcome await(List<Sent> sent, BooleanSupplier stopping, Consumer<String> waiting) {
        List<Long> acknowledged = new ArrayList<>(sent.size());
        List<Refused> refused = new ArrayList<>();
        Map<String, String> heldUp = new HashMap<>();
        boolean restart = false;
        for (Sent one : sent) {
            OutboxTable.Row row = one.row();
            Throwable failure = await(one.answer(), stopping, () -> waiting.accept(row.topic()));
            if (failure == null) {
                acknowledged.add(row.id());
            } else if (isRefusal(failure)) {
                refused.add(new Refused(row, Failures.describe(failure)));
            } else {
                heldUp.put(row.topic(), Failures.describe(failure));
                restart |= !(failure instanceof TimeoutException) && !(failure instanceof TopicAuthorizationException);
            }
        }
        if (restart) {
            close();
        }
        return new Outcome(acknowledged, refused, heldUp);
    }

    /** Gives null where the broker has the record, else why it does not. */
    private static @Nullable Throwable await(
            Future<RecordMetadata> answer, BooleanSupplier stopping, Runnable waiting) {
        while (true) {
            try {
                answer.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
                return null;
            } catch (java.util.concurrent.TimeoutException e) {
                if (stopping.getAsBoolean()) {
                    return new TimeoutException("The relay stops", e);
                }
                waiting.run();
            } catch (ExecutionException e) {
                return e.getCause() == null ? e : e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return e;
            }
        }
    }

    /** Whether the record itself is at fault: the same record will be refused again. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof SerializationException
                || failure instanceof InvalidTopicException;
    }

    private static ProducerRecord<String, byte[]> record(OutboxTable.Row row) {
        // Kafka takes a null value for a tombstone; its signature does not say so.
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.topic(), row.key(), row.payload());
        row.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private KafkaProducer<String, byte[]> producer() throws KafkaException {
        if (producer == null) {
            producer = new KafkaProducer<>(settings);
        }
        return producer;
    }

    /** Lets go of the producer; the next batch makes a new one. */
    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }
}
