package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Event logs in PostgreSQL, each once by its SHA-256, however many pieces of evidence have it. */
@Singleton
class EventLogs {

    private static final Duration DAY = Duration.ofDays(1);
    private static final String KNOWN = "select digest from event_log where digest = any (?) and seen_at > ?";

    private final Sql sql;
    /** Logs that are known, of those that were asked for before. */
    private final Held<Bytes, Boolean> known;

    EventLogs(Sql sql, TransactionSynchronizationRegistry transaction) {
        this.sql = sql;
        this.known = Held.inMemory(transaction);
    }

    /** Reads which of the logs, by their digests, {@link #keep} need not keep again. */
    Query readingKnown(Collection<Bytes> digests, Instant now) {
        digests.forEach(digest -> known.read(digest, false));
        return new Query(
                KNOWN,
                row -> known.put(Bytes.of(row.bytes("digest")), true),
                digests.stream().map(Bytes::toArray).toList(),
                now.minus(DAY));
    }

    /** Keeps logs that evidence comes with, by their digests. Known ones are not even sent to the database. */
    void keep(Map<Bytes, Bytes> logs, Instant now) {
        if (logs.isEmpty()) {
            return;
        }
        Map<Bytes, Bytes> unknown = new HashMap<>(logs);
        unknown.keySet().removeIf(digest -> known.find(digest).orElse(false));
        List<byte[]> unasked = unknown.keySet().stream()
                .filter(digest -> known.find(digest).isEmpty())
                .map(Bytes::toArray)
                .toList();
        if (!unasked.isEmpty()) {
            sql.each(KNOWN, row -> unknown.remove(Bytes.of(row.bytes("digest"))), unasked, now.minus(DAY));
        }
        // In one order, so that two transactions cannot wait for each other.
        unknown.entrySet().stream()
                .sorted(Comparator.comparing(log -> log.getKey().hex()))
                .forEach(log -> sql.update(
                        "insert into event_log as known (digest, log, seen_at) values (?, ?, ?)"
                                + " on conflict (digest) do update"
                                + " set seen_at = greatest(known.seen_at, excluded.seen_at)",
                        log.getKey().toArray(),
                        log.getValue().toArray(),
                        now));
    }

    /** The log of a digest that evidence has. */
    Bytes get(byte[] digest) {
        return sql.first("select log from event_log where digest = ?", row -> Bytes.of(row.bytes("log")), digest)
                .orElseThrow(() -> new IllegalStateException(
                        "the event log " + Bytes.of(digest) + " is lost, and evidence has it"));
    }

    /**
     * Forgets logs that no evidence has and that did not come since; returns how many. One that comes meanwhile is noted as
     * seen, and stays: what was seen within two days is left alone. A log that evidence is just coming with is passed over,
     * so that the clean-up never waits for those who write while they wait for it.
     */
    int prune(Instant before) {
        return sql.update(
                "delete from event_log where digest in (select digest from event_log l where seen_at < ?"
                        + " and not exists (select 1 from evidence e where e.event_log_digest = l.digest)"
                        + " order by digest for update skip locked)",
                before.minus(DAY).minus(DAY));
    }
}
