package dev.leeward.attestation.edge.postgres;

import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Table;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that the transaction at hand has locked, by their keys. Each is read once; what becomes of them is written
 * with all else that is left for the end. A query that must see changes calls {@link #flush} first.
 *
 * @param <K> what tells the rows apart
 * @param <V> what a row says
 */
final class Held<K, V> {

    /** What became of a row; it is new where there was nothing before. */
    record Change<V>(@Nullable V before, V after) {}

    private final TransactionSynchronizationRegistry transaction;
    private final Consumer<List<Change<V>>> writer;
    private final Runnable now;

    /**
     * Rows that a writer writes.
     *
     * @param writer leaves for the end of the transaction what became of rows
     * @param now has written at once what it has left
     */
    Held(TransactionSynchronizationRegistry transaction, Consumer<List<Change<V>>> writer, Runnable now) {
        this.transaction = transaction;
        this.writer = writer;
        this.now = now;
    }

    /** Rows that are written by a table, new ones and others alike. */
    static <K, V> Held<K, V> of(TransactionSynchronizationRegistry transaction, LastWrites writes, Table<V> table) {
        return new Held<>(
                transaction,
                changes -> writes.add(table, changes.stream().map(Change::after).toList()),
                writes::flush);
    }

    /** What a transaction has read ahead, and that is written nowhere. */
    static <K, V> Held<K, V> inMemory(TransactionSynchronizationRegistry transaction) {
        return new Held<>(transaction, _ -> {}, () -> {});
    }

    /** The row as it is in this transaction, if it was read or written here; outside of any there is none. */
    Optional<V> find(K key) {
        return rows().flatMap(rows -> Optional.ofNullable(rows.now(key)));
    }

    /** Takes note of a row that was read, and gives it as it is by now; outside of any transaction that is as it was read. */
    V read(K key, V row) {
        if (outside()) {
            return row;
        }
        active().stored.putIfAbsent(key, row);
        return find(key).orElse(row);
    }

    /** Changes a row, or adds one. */
    void put(K key, V row) {
        Rows rows = active();
        if (!row.equals(rows.now(key))) {
            rows.changed.put(key, row);
        }
    }

    /** Rows were deleted, or changed past this: whoever asks for one reads it again. */
    void forget(Collection<K> keys) {
        rows().ifPresent(rows -> {
            rows.changed.keySet().removeAll(keys);
            rows.stored.keySet().removeAll(keys);
        });
    }

    /** Writes what has changed so far. */
    void flush() {
        rows().ifPresent(rows -> {
            rows.write();
            now.run();
        });
    }

    private Optional<Rows> rows() {
        return outside() ? Optional.empty() : Optional.ofNullable(known());
    }

    private boolean outside() {
        return transaction.getTransactionStatus() == Status.STATUS_NO_TRANSACTION;
    }

    private @Nullable Rows known() {
        @SuppressWarnings("unchecked") // only this object puts something under itself as the key
        Rows rows = (Rows) transaction.getResource(this);
        return rows;
    }

    private Rows active() {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("rows are locked and changed in an active transaction only");
        }
        Rows known = known();
        if (known != null) {
            return known;
        }
        Rows rows = new Rows();
        transaction.putResource(this, rows);
        transaction.registerInterposedSynchronization(rows);
        return rows;
    }

    /** The rows of one transaction. */
    private final class Rows implements Synchronization {
        private final Map<K, V> stored = new HashMap<>();
        private final Map<K, V> changed = new LinkedHashMap<>();

        private @Nullable V now(K key) {
            V row = changed.get(key);
            return row == null ? stored.get(key) : row;
        }

        private void write() {
            if (changed.isEmpty()) {
                return;
            }
            List<Change<V>> changes = new ArrayList<>(changed.size());
            changed.forEach((key, row) -> changes.add(new Change<>(stored.get(key), row)));
            writer.accept(changes);
            stored.putAll(changed);
            changed.clear();
        }

        @Override
        public void beforeCompletion() {
            write();
        }

        @Override
        public void afterCompletion(int status) {
            stored.clear();
            changed.clear();
        }
    }
}
