package dev.leeward.messaging;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Write;
import dev.leeward.messaging.sql.Table;
import jakarta.inject.Singleton;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction writes at its end, right before it commits: all of it in one round trip, in the order in which it was
 * left here. Nobody sees any of it before, not even the transaction itself, unless it is flushed.
 */
@Singleton
public final class LastWrites {
    private static final Object LEFT = new Object();

    private final Sql sql;
    private final TransactionSynchronizationRegistry transaction;

    LastWrites(Sql sql, TransactionSynchronizationRegistry transaction) {
        this.sql = sql;
        this.transaction = transaction;
    }

    /** Leaves a statement for the end of the transaction. */
    public void add(String statement, @Nullable Object... arguments) {
        left().add(new Write(statement, arguments));
    }

    /** Leaves rows of a table for the end of the transaction; those that are copied, for their number, are written at once. */
    public <R> void add(Table<R> table, Collection<? extends R> rows) {
        if (table.copies(rows)) {
            sql.on(connection -> {
                table.write(connection, rows);
                return true;
            });
        } else if (!rows.isEmpty()) {
            left().add(table.writing(rows));
        }
    }

    /** Writes at once what the transaction has left so far. */
    public void flush() {
        if (transaction.getResource(LEFT) instanceof Left left) {
            left.write();
        }
    }

    private Left left() {
        if (transaction.getResource(LEFT) instanceof Left known) {
            return known;
        }
        Left left = new Left();
        transaction.putResource(LEFT, left);
        return left;
    }

    /** What one transaction has left. */
    private final class Left implements Synchronization {
        private final List<Write> writes = new ArrayList<>();
        private boolean last;

        private void add(Write write) {
            if (writes.isEmpty()) {
                last = false;
                LastSynchronization.register(this);
            }
            writes.add(write);
        }

        private void write() {
            if (!writes.isEmpty()) {
                sql.write(writes);
                writes.clear();
            }
        }

        /** Called for the first time, it makes room for those who leave more when they are called. */
        @Override
        public void beforeCompletion() {
            if (last) {
                write();
            } else {
                last = true;
                LastSynchronization.register(this);
            }
        }

        @Override
        public void afterCompletion(int status) {
            writes.clear();
        }
    }
}
