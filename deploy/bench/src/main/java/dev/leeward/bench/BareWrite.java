package dev.leeward.bench;

import dev.leeward.local.Stopwatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes once more what the fold wrote, every row of every table, into empty tables of the same shape with the same
 * indexes, and as the fold did: its transactions, one after the other. It does so as fast as JDBC can, from rows that
 * are ready to send: histories by binary {@code COPY}, states by an upsert.
 */
final class BareWrite implements AutoCloseable {
    private static final List<Rows> ROWS = List.of(
            new Rows("event_log", "", "event_id"),
            new Rows("inbox", "", "event_id"),
            new Rows("host_trust", "host_id", "host_id"),
            new Rows("log_head", "topic, partition", "topic, partition"),
            new Rows("consumer_offset", "consumer, topic, partition", "topic, partition"));

    /** @param key of a state, of which the newest row is kept; empty where the table is a history */
    private record Rows(String table, String key, String joinedBy) {
        String copy() {
            return "bench_" + table;
        }

        boolean isState() {
            return !key.isEmpty();
        }

        /** Where the rows that the fold wrote wait, each with the transaction that wrote it. */
        String given() {
            return "given_" + table;
        }

        String givenQuery() {
            return "select g.batch, t.* from %s t join (select distinct batch, %s from bench_given) g using (%s)"
                    .formatted(table, joinedBy, joinedBy);
        }
    }

    private interface Write {
        void run() throws SQLException, IOException;
    }

    private final Connection database;
    private final CopyManager copying;

    /** @param correlation what the events of the round have in common */
    BareWrite(Connection database, String correlation) throws SQLException {
        this.database = database;
        this.copying = database.unwrap(PGConnection.class).getCopyAPI();
        execute("""
                create temporary table bench_given as
                select xmin::text::bigint as batch, event_id, topic, partition, substring(source from '[^/]*$') as host_id
                  from event_log
                 where correlation_id = '%s'
                """.formatted(correlation));
        for (var rows : ROWS) {
            execute("drop table if exists " + rows.copy());
            execute("create table %s (like %s including all)".formatted(rows.copy(), rows.table()));
            execute("create temporary table %s as %s".formatted(rows.given(), rows.givenQuery()));
            execute("create index on %s (batch)".formatted(rows.given()));
        }
    }

    /** How many transactions the fold made of the round. */
    int batches() throws SQLException {
        return given().size();
    }

    /** Seconds that all of it took, commits included, reading the rows not included. */
    double seconds() throws SQLException {
        database.setAutoCommit(false);
        try {
            var transactions = new ArrayList<List<Write>>();
            for (long batch : given()) {
                var writes = new ArrayList<Write>();
                for (var rows : ROWS) {
                    writes.add(rows.isState() ? upsert(rows, batch) : append(rows, batch));
                }
                transactions.add(writes);
            }
            database.commit();
            var watch = new Stopwatch();
            for (var writes : transactions) {
                for (var write : writes) {
                    write.run();
                }
                database.commit();
            }
            return watch.seconds();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            database.setAutoCommit(true);
        }
    }

    private Write append(Rows rows, long batch) throws SQLException, IOException {
        var out = new ByteArrayOutputStream();
        copying.copyOut(
                "copy (select %s from %s where batch = %d) to stdout (format binary)"
                        .formatted(String.join(", ", columns(rows)), rows.given(), batch),
                out);
        var bytes = out.toByteArray();
        return () -> copying.copyIn(
                "copy " + rows.copy() + " from stdin (format binary)", new ByteArrayInputStream(bytes), 1 << 16);
    }

    private Write upsert(Rows rows, long batch) throws SQLException {
        var columns = columns(rows);
        var newest = array(rows, columns, batch);
        var sql = "insert into %s select * from unnest(?::%s[]) on conflict (%s) do update set (%s) = row (%s)"
                .formatted(
                        rows.copy(),
                        rows.table(),
                        rows.key(),
                        String.join(", ", columns),
                        columns.stream().map(column -> "excluded." + column).collect(Collectors.joining(", ")));
        return () -> {
            try (var insert = database.prepareStatement(sql)) {
                insert.setArray(1, newest);
                insert.executeUpdate();
            }
        };
    }

    private Array array(Rows rows, List<String> columns, long batch) throws SQLException {
        try (var statement = database.createStatement();
                var result = statement.executeQuery("select array_agg(row (%s)::%s) from %s where batch = %d"
                        .formatted(String.join(", ", columns), rows.table(), rows.given(), batch))) {
            result.next();
            return result.getArray(1);
        }
    }

    private List<String> columns(Rows rows) throws SQLException {
        try (var statement = database.createStatement();
                var result = statement.executeQuery("select * from " + rows.table() + " limit 0")) {
            var meta = result.getMetaData();
            var columns = new ArrayList<String>();
            for (int i : IntStream.rangeClosed(1, meta.getColumnCount()).toArray()) {
                columns.add(meta.getColumnName(i));
            }
            return columns;
        }
    }

    private List<Long> given() throws SQLException {
        try (var statement = database.createStatement();
                var result = statement.executeQuery("select distinct batch from bench_given order by batch")) {
            var batches = new ArrayList<Long>();
            while (result.next()) {
                batches.add(result.getLong(1));
            }
            return batches;
        }
    }

    @Override
    public void close() throws SQLException {
        for (var rows : ROWS) {
            execute("drop table if exists " + rows.copy() + ", " + rows.given());
        }
        execute("drop table bench_given");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
