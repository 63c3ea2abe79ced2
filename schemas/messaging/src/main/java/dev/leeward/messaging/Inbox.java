package dev.leeward.messaging;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events come in through here, and each takes effect once: event id, position, effect and outbox rows share one
 * transaction. A record that is no event of its topic, or whose effect keeps failing, becomes a dead letter, and its
 * neighbours go on. While the database is away, nothing is lost and nothing is skipped: the call waits.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private final InboxTransaction transaction;
    private final Assignments assignments;
    private final EventContext context;
    private final InboxConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Inbox(InboxTransaction transaction, Assignments assignments, EventContext context, InboxConfig config) {
        this.transaction = transaction;
        this.assignments = assignments;
        this.context = context;
        this.config = config;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /**
     * Applies event by event, a batch in one transaction. Events that the effect says carry the actor and correlation
     * of the event, and it as their cause.
     *
     * @param effect must change this service's database only, within the transaction, and tolerate being repeated
     *     after a rollback
     */
    public void each(ConsumerRecords<String, byte[]> batch, Consumer<Received> effect) {
        if (!batch.isEmpty()) {
            each(assignments.consumerOf(batch.partitions()), batch, effect);
        }
    }

    /** The same for one of several consumers of a topic in this service; its name is its consumer group. */
    public void each(String consumer, ConsumerRecords<String, byte[]> batch, Consumer<Received> effect) {
        batch(consumer, batch, events -> events.forEach(event -> context.during(event, () -> effect.accept(event))));
    }

    /**
     * Applies a batch as a whole, for folds at volume: the effect gets the events that are new, in the order of their
     * partitions, and again one by one where it fails on the batch.
     */
    public void batch(ConsumerRecords<String, byte[]> batch, Consumer<List<Received>> effect) {
        if (!batch.isEmpty()) {
            batch(assignments.consumerOf(batch.partitions()), batch, effect);
        }
    }

    /** The same for one of several consumers of a topic in this service; its name is its consumer group. */
    public void batch(String consumer, ConsumerRecords<String, byte[]> batch, Consumer<List<Received>> effect) {
        List<ConsumerRecord<String, byte @Nullable []>> records = new ArrayList<>(batch.count());
        for (ConsumerRecord<String, byte[]> record : batch) {
            records.add(record);
        }
        if (records.isEmpty()) {
            return;
        }
        try {
            whileDatabaseIsAway(consumer, () -> transaction.apply(consumer, records, effect));
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            if (stopping() || e instanceof PositionMovedBack) {
                throw e;
            }
            LOG.warnf("inbox.one-by-one consumer=%s records=%d detail=%s", consumer, records.size(), cause(e));
            records.forEach(record -> one(consumer, record, effect));
        }
    }

    private void one(
            String consumer, ConsumerRecord<String, byte @Nullable []> record, Consumer<List<Received>> effect) {
        for (int attempt = 1; ; attempt++) {
            try {
                whileDatabaseIsAway(consumer, () -> transaction.apply(consumer, List.of(record), effect));
                return;
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                if (stopping()) {
                    throw e;
                }
                if (attempt >= config.attempts()) {
                    LOG.errorf(
                            e,
                            "inbox.effect-failed consumer=%s topic=%s partition=%d offset=%d",
                            consumer,
                            record.topic(),
                            record.partition(),
                            record.offset());
                    Poison poison = new Poison(Poison.EFFECT_FAILED, cause(e));
                    whileDatabaseIsAway(consumer, () -> transaction.putAside(consumer, record, poison));
                    return;
                }
            }
        }
    }

    /** Repeats what fails for a passing reason, until it succeeds or the service stops. */
    private void whileDatabaseIsAway(String consumer, Runnable work) {
        Backoff backoff = new Backoff(config.maxBackoff(), stopped);
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                if (!Failures.isTransient(e)) {
                    throw e;
                }
                LOG.warnf("inbox.waiting consumer=%s detail=%s", consumer, cause(e));
                if (backoff.pause()) {
                    throw e;
                }
            }
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private static String cause(Throwable failure) {
        return Failures.describe(failure);
    }
}
