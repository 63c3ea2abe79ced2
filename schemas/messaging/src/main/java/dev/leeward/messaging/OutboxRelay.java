package dev.leeward.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was committed to the outbox, in order, and deletes it once the broker has it. One relay of a database is
 * active: several would break the order of a key. The others stand by. A commit wakes it; a slow poll covers a signal
 * that was lost. Whatever is away, broker or database, it waits and comes back by itself.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final long HELD_UP_MILLIS = 500;

    /**
     * A deletion that a crash of the database undoes costs a duplicate, which the inbox knows. The table is read in the
     * order of its ids, always: statistics of a table that is full one moment and empty the next mislead the planner.
     */
    private static final String SESSION =
            "set synchronous_commit = off; set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off";

    /**
     * Rows that are gone are still passed over by a look from the bottom, until they are cleared away. The database
     * does that by itself, but not before a minute has passed, and a hundred thousand rows with it.
     */
    private static final String TIDY = "vacuum (skip_locked, index_cleanup on, truncate off) outbox";

    private static final int UNTIDY = 5_000;

    /** Where an old snapshot keeps the rows, tidying is in vain and takes longer each time: it gets this part of the time. */
    private static final int TIDYING_PART = 20;

    private final DataSource dataSource;
    private final OutboxSender sender;
    private final OutboxSignal signal;
    private final OutboxConfig config;
    private final DeadLetterTopic deadLetters;
    private final RelayMetrics metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Topics that take nothing at the moment, and until when they are left alone. */
    private final Map<String, Long> heldUp = new HashMap<>();

    /** None before the start: a relay that is switched off closes all the same. */
    private volatile List<Thread> threads = List.of();

    private final OutboxFloor floor = new OutboxFloor();

    private int goneRows;
    private long tidyAgain = System.nanoTime();
    private volatile @Nullable RelayLease lease;
    private volatile boolean leader;
    private volatile RelayState state = RelayState.OFF;

    OutboxRelay(
            DataSource dataSource,
            OutboxSender sender,
            OutboxSignal signal,
            OutboxConfig config,
            DeadLetterTopic deadLetters,
            RelayMetrics metrics) {
        this.dataSource = dataSource;
        this.sender = sender;
        this.signal = signal;
        this.config = config;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    void start() {
        become(RelayState.STANDBY);
        threads = List.of(thread("outbox-watch", this::watch), thread("outbox-relay", this::work));
        threads.forEach(Thread::start);
    }

    RelayState state() {
        return state;
    }

    @Override
    public void close() {
        stopped.countDown();
        signal.committed();
        RelayLease held = lease;
        if (held != null) {
            held.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join(STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        become(RelayState.OFF);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    /** Holds the lease, or tries to; hears of commits elsewhere. */
    private void watch() {
        Backoff backoff = new Backoff(config.maxBackoff(), stopped);
        while (!stopping()) {
            try (RelayLease held = RelayLease.open(dataSource)) {
                lease = held;
                if (!leader && state == RelayState.DATABASE_UNREACHABLE) {
                    become(RelayState.STANDBY);
                }
                backoff.reset();
                listen(held);
            } catch (SQLException e) {
                leader = false;
                if (!stopping()) {
                    become(RelayState.DATABASE_UNREACHABLE);
                    LOG.warnf("outbox.lease-lost detail=%s", e.getMessage());
                    backoff.pause();
                }
            } finally {
                leader = false;
                lease = null;
            }
        }
    }

    private void listen(RelayLease held) throws SQLException {
        while (!stopping()) {
            if (!leader && held.tryAcquire()) {
                leader = true;
                become(RelayState.ACTIVE);
                signal.committed();
            }
            boolean heard = held.awaitCommit(leader ? config.safetyPoll() : config.takeover());
            if (leader || heard) {
                signal.committed();
            }
        }
    }

    private void work() {
        Backoff backoff = new Backoff(config.maxBackoff(), stopped);
        while (!stopping()) {
            try (Connection connection = dataSource.getConnection()) {
                execute(connection, SESSION);
                floor.forget();
                try {
                    backoff.reset();
                    workOn(connection);
                } finally {
                    Connections.discard(connection);
                }
            } catch (SQLException e) {
                if (!stopping()) {
                    LOG.warnf("outbox.database-unreachable detail=%s", e.getMessage());
                    backoff.pause();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (Thread.interrupted() && stopping()) {
                break;
            }
        }
        sender.close();
    }

    private void workOn(Connection connection) throws SQLException, InterruptedException {
        while (!stopping()) {
            boolean woken = signal.await(heldUp.isEmpty() ? config.safetyPoll().toMillis() : HELD_UP_MILLIS);
            if (!woken) {
                floor.forget();
            }
            if (leader) {
                drain(connection);
            } else if (woken && !stopping()) {
                RelayLease.tellActive(connection);
            }
        }
    }

    /** Looks again only where there can be more: whatever is committed after a look wakes the relay again. */
    private void drain(Connection connection) throws SQLException {
        boolean more = true;
        while (more && leader && !stopping()) {
            Set<String> leftAlone = topicsToLeaveAlone();
            List<OutboxTable.Row> rows =
                    OutboxTable.oldest(connection, floor.id(), leftAlone, config.batchRows(), config.batchBytes());
            if (leftAlone.isEmpty()) {
                floor.rise(
                        connection,
                        rows.isEmpty() ? Long.MAX_VALUE : rows.getFirst().id());
            }
            if (rows.isEmpty()) {
                return;
            }
            more = send(connection, rows) || isFull(rows);
            tidy(connection);
            if (heldUp.isEmpty()) {
                become(RelayState.ACTIVE);
            }
        }
    }

    private boolean isFull(List<OutboxTable.Row> rows) {
        long bytes = rows.stream()
                .mapToLong(row -> row.payload() == null ? 0 : row.payload().length)
                .sum();
        return rows.size() >= config.batchRows() || bytes >= config.batchBytes();
    }

    /** Gives whether rows were added meanwhile: dead letters. */
    private boolean send(Connection connection, List<OutboxTable.Row> rows) throws SQLException {
        OutboxSender.Outcome outcome;
        try {
            outcome = sender.send(rows, this::stopping, topic -> become(RelayState.BROKER_UNREACHABLE));
        } catch (KafkaException | IllegalStateException e) {
            sender.close();
            rows.forEach(row -> holdUp(row.topic(), Failures.describe(e)));
            return false;
        }
        OutboxTable.delete(connection, outcome.acknowledged());
        floor.gone(outcome.acknowledged());
        goneRows += outcome.acknowledged().size();
        metrics.sent(outcome.acknowledged().size());
        for (OutboxSender.Refused refused : outcome.refused()) {
            deadLetter(connection, refused.row(), refused.reason());
        }
        rows.stream().map(OutboxTable.Row::topic).distinct().forEach(heldUp::remove);
        outcome.heldUp().forEach(this::holdUp);
        return !outcome.refused().isEmpty();
    }

    private void tidy(Connection connection) throws SQLException {
        long begun = System.nanoTime();
        if (goneRows >= UNTIDY && begun - tidyAgain >= 0) {
            goneRows = 0; // where tidying fails, not before so many more are gone
            execute(connection, TIDY);
            long ended = System.nanoTime();
            tidyAgain = ended + (ended - begun) * TIDYING_PART;
        }
    }

    /** The refused row goes, and its dead letter comes, in one transaction. */
    private void deadLetter(Connection connection, OutboxTable.Row row, String reason) throws SQLException {
        OutboxRecord letter = deadLetters.ofRefused(row, reason);
        connection.setAutoCommit(false);
        try {
            OutboxTable.insert(connection, letter);
            OutboxTable.delete(connection, List.of(row.id()));
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
        metrics.refused();
        LOG.errorf("outbox.record-refused id=%d topic=%s key=%s detail=%s", row.id(), row.topic(), row.key(), reason);
    }

    private void holdUp(String topic, String reason) {
        if (stopping()) {
            return;
        }
        if (heldUp.put(topic, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HELD_UP_MILLIS)) == null) {
            LOG.warnf("outbox.held-up topic=%s detail=%s", topic, reason);
        }
        metrics.failed();
        become(RelayState.BROKER_UNREACHABLE);
    }

    /** Held-up topics whose time has not come yet; the others stay marked until they take something. */
    private Set<String> topicsToLeaveAlone() {
        long now = System.nanoTime();
        return heldUp.entrySet().stream()
                .filter(entry -> entry.getValue() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void become(RelayState next) {
        if (state != next) {
            LOG.infof("outbox.relay state=%s was=%s", next, state);
            state = next;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
