package dev.leeward.bench;

import dev.leeward.local.Stopwatch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes rows of a table into an empty one of the same shape, as fast as JDBC can: {@code unnest} of column arrays. */
final class BareCopy implements AutoCloseable {
    private static final int BATCH = 500;

    private record Column(String name, String type) {}

    private final Connection database;
    private final String table;
    private final String copy;

    BareCopy(Connection database, String table) throws SQLException {
        this.database = database;
        this.table = table;
        this.copy = "bench_" + table;
        execute("drop table if exists " + copy);
        execute("create table " + copy + " (like " + table + " including all)");
    }

    /** Seconds that the newest rows took, commits included, reading them not included. */
    double newest(String order, int rows) throws SQLException {
        var columns = columns();
        var batches = batches(columns, order, rows);
        var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        var parameters =
                columns.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
        database.setAutoCommit(false);
        try (var insert = database.prepareStatement(
                "insert into %s (%s) select * from unnest(%s)".formatted(copy, names, parameters))) {
            var watch = new Stopwatch();
            for (var batch : batches) {
                for (int i = 0; i < batch.size(); i++) {
                    insert.setArray(i + 1, batch.get(i));
                }
                insert.executeUpdate();
                database.commit();
            }
            return watch.seconds();
        } finally {
            database.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("drop table if exists " + copy);
    }

    private List<List<Array>> batches(List<Column> columns, String order, int rows) throws SQLException {
        var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        var batches = new ArrayList<List<Array>>();
        try (var select = database.createStatement();
                var result = select.executeQuery(
                        "select %s from %s order by %s limit %d".formatted(names, table, order, rows))) {
            var batch = new ArrayList<Object[]>();
            while (result.next()) {
                var row = new Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                batch.add(row);
                if (batch.size() == BATCH) {
                    batches.add(arrays(columns, batch));
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                batches.add(arrays(columns, batch));
            }
        }
        return batches;
    }

    private List<Array> arrays(List<Column> columns, List<Object[]> rows) throws SQLException {
        var arrays = new ArrayList<Array>();
        for (int column = 0; column < columns.size(); column++) {
            int index = column;
            var values = rows.stream().map(row -> row[index]);
            var type = columns.get(column).type();
            arrays.add(database.createArrayOf(
                    type, type.equals("bytea") ? values.toArray(byte[][]::new) : values.toArray()));
        }
        return arrays;
    }

    private List<Column> columns() throws SQLException {
        try (var statement = database.createStatement();
                var result = statement.executeQuery("select * from " + table + " limit 0")) {
            var meta = result.getMetaData();
            return IntStream.rangeClosed(1, meta.getColumnCount())
                    .mapToObj(i -> {
                        try {
                            return new Column(meta.getColumnName(i), meta.getColumnTypeName(i));
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
