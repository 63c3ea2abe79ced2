package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ResultStore;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The newest signed results in PostgreSQL. Those of a transaction are written right before it commits, all at once. */
@ApplicationScoped
class PostgresResults implements ResultStore {

    private static final Object CHANGES = new Object();

    private record Result(long sequence, String jwt) {}

    private final Sql sql;
    private final LastWrites writes;
    private final TransactionSynchronizationRegistry transaction;

    PostgresResults(Sql sql, LastWrites writes, TransactionSynchronizationRegistry transaction) {
        this.sql = sql;
        this.writes = writes;
        this.transaction = transaction;
    }

    @Override
    public void keep(HostId host, long sequence, String result) {
        Changes changes = changes();
        changes.kept.put(host, new Result(sequence, result));
        changes.forgotten.remove(host);
    }

    @Override
    public void forget(HostId host) {
        Changes changes = changes();
        changes.kept.remove(host);
        changes.forgotten.add(host);
    }

    @Override
    public Optional<String> newest(HostId host) {
        return sql.first("select jwt from attestation_result where host = ?", row -> row.text("jwt"), host);
    }

    private Changes changes() {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("a result is kept in the transaction of its event");
        }
        if (transaction.getResource(CHANGES) instanceof Changes known) {
            return known;
        }
        Changes changes = new Changes();
        transaction.putResource(CHANGES, changes);
        transaction.registerInterposedSynchronization(changes);
        return changes;
    }

    /** What becomes of the results in one transaction. */
    private final class Changes implements Synchronization {
        private final TreeMap<HostId, Result> kept = new TreeMap<>();
        private final Set<HostId> forgotten = new HashSet<>();

        @Override
        public void beforeCompletion() {
            if (!kept.isEmpty()) {
                List<Long> sequences = new ArrayList<>();
                List<String> results = new ArrayList<>();
                kept.values().forEach(result -> {
                    sequences.add(result.sequence());
                    results.add(result.jwt());
                });
                writes.add(
                        "insert into attestation_result (host, sequence, jwt) select * from unnest(?::text[],"
                                + " ?::text[]::bigint[], ?::text[]) on conflict (host) do update set (sequence, jwt) = row"
                                + " (excluded.sequence, excluded.jwt)",
                        kept.keySet(),
                        sequences,
                        results);
            }
            if (!forgotten.isEmpty()) {
                writes.add("delete from attestation_result where host = any (?)", forgotten);
            }
        }

        @Override
        public void afterCompletion(int status) {
            kept.clear();
            forgotten.clear();
        }
    }
}
