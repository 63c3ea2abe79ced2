package dev.leeward.messaging.sql;

import dev.leeward.messaging.sql.Sql.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of a table, any number in one statement. Rows are merged with those that are there, by {@code unnest}: either
 * the first stays (history), or the newest wins (state). Rows of one call must differ in their keys where the newest wins.
 * Where there is nothing to merge, many are added by {@code COPY}, which takes fewer steps a row on both sides, and a round
 * trip more.
 *
 * @param <R> what a row is made of
 */
public final class Table<R> {
    private static final int ROW_BYTES = 1_024;
    private static final int FEW = 8;

    private final String name;
    private final List<Column<R>> columns;
    private final String sql;
    private final @Nullable String copy;

    /** How a value that is there is changed; {@code known} is its row, {@code given} the one that is written. */
    private record Column<R>(
            String name, String type, boolean key, Function<R, @Nullable Object> value, String changed) {}

    private Table(String name, List<Column<R>> columns, String sql, @Nullable String copy) {
        this.name = name;
        this.columns = List.copyOf(columns);
        this.sql = sql;
        this.copy = copy;
    }

    /** Begins to describe the table of a name. */
    public static <R> Builder<R> named(String name) {
        return new Builder<>(name);
    }

    /** Writes rows, within whatever transaction the connection has. */
    public void write(Connection connection, Collection<? extends R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (copy != null && copies(rows)) {
            copy(connection, copy, rows);
        } else {
            merge(connection, rows);
        }
    }

    /** Whether so many rows are copied, which takes a step of its own. */
    public boolean copies(Collection<? extends R> rows) {
        return copy != null && rows.size() > FEW;
    }

    /** The statement that writes rows which are not copied. */
    public Write writing(Collection<? extends R> rows) {
        return new Write(
                sql,
                columns.stream()
                        .map(column -> new Sql.Values(sent(column.type()), values(column, rows)))
                        .toArray());
    }

    private void copy(Connection connection, String statement, Collection<? extends R> rows) throws SQLException {
        CopyData data = new CopyData(rows.size() * ROW_BYTES);
        for (R row : rows) {
            data.row(columns.size());
            for (Column<R> column : columns) {
                data.value(column.type(), column.value().apply(row));
            }
        }
        data.into(connection, statement);
    }

    private void merge(Connection connection, Collection<? extends R> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int index = 1;
            for (Column<R> column : columns) {
                insert.setArray(index++, connection.createArrayOf(sent(column.type()), values(column, rows)));
            }
            insert.executeUpdate();
        }
    }

    private @Nullable Object[] values(Column<R> column, Collection<? extends R> rows) {
        @Nullable Object[] values = array(column.type(), rows.size());
        int i = 0;
        for (R row : rows) {
            Object value = column.value().apply(row);
            values[i++] = value != null && values instanceof String[] ? value.toString() : value;
        }
        return values;
    }

    /** What the driver can send as it is; the statement casts the rest from text. */
    private static String sent(String type) {
        return switch (type) {
            case "bigint", "int", "boolean", "bytea" -> type;
            default -> "text";
        };
    }

    /** Arrays of these classes the driver encodes without a detour over text. */
    private static @Nullable Object[] array(String type, int size) {
        return switch (type) {
            case "bigint" -> new Long[size];
            case "int" -> new Integer[size];
            case "boolean" -> new Boolean[size];
            case "bytea" -> new byte[size][];
            default -> new String[size];
        };
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * The columns, and then what becomes of a row that is there already. Types are PostgreSQL's.
     *
     * @param <R> what a row is made of
     */
    public static final class Builder<R> {
        private final String name;
        private final List<Column<R>> columns = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** A column that tells rows apart. */
        public Builder<R> key(String column, String type, Function<R, @Nullable Object> value) {
            columns.add(new Column<>(column, type, true, value, ""));
            return this;
        }

        /** A column. */
        public Builder<R> column(String column, String type, Function<R, @Nullable Object> value) {
            return column(column, type, value, "given." + column);
        }

        /** A column that {@link #changed} sets to an expression over the rows {@code known} and {@code given}. */
        public Builder<R> column(String column, String type, Function<R, @Nullable Object> value, String changed) {
            columns.add(new Column<>(column, type, false, value, changed));
            return this;
        }

        /** A column of type text. */
        public Builder<R> text(String column, Function<R, @Nullable Object> value) {
            return column(column, "text", value);
        }

        /** The row that is there stays. */
        public Table<R> once() {
            return merged("on conflict do nothing");
        }

        /** There is no such row yet, or something is wrong. */
        public Table<R> strict() {
            return new Table<>(
                    name, columns, insert(), "copy " + name + " (" + names(_ -> true) + ") from stdin (format binary)");
        }

        /** The row with the greater (epoch, sequence, event_id) wins. */
        public Table<R> newest() {
            return merged(replacing()
                    + " where (" + name + ".epoch, " + name + ".sequence, " + name + ".event_id)"
                    + " < (excluded.epoch, excluded.sequence, excluded.event_id)");
        }

        /** The row that is written wins. */
        public Table<R> replaced() {
            return merged(replacing());
        }

        /** Rows that are there get these values; where there is none, nothing happens. */
        public Table<R> changed() {
            String values = columns.stream()
                    .filter(column -> !column.key())
                    .map(column -> column.name() + " = " + column.changed())
                    .collect(Collectors.joining(", "));
            String keys = columns.stream()
                    .filter(Column::key)
                    .map(column -> "known." + column.name() + " = given." + column.name())
                    .collect(Collectors.joining(" and "));
            return new Table<>(
                    name,
                    columns,
                    "update " + name + " as known set " + values + " from unnest(" + arrays() + ") as given ("
                            + names(_ -> true) + ") where " + keys,
                    null);
        }

        private Table<R> merged(String merge) {
            return new Table<>(name, columns, insert() + " " + merge, null);
        }

        private String insert() {
            return "insert into " + name + " (" + names(_ -> true) + ") select * from unnest(" + arrays() + ")";
        }

        private String arrays() {
            return columns.stream()
                    .map(column -> "cast(? as " + column.type() + "[])")
                    .collect(Collectors.joining(", "));
        }

        private String names(Predicate<Column<R>> which) {
            return columns.stream().filter(which).map(Column::name).collect(Collectors.joining(", "));
        }

        private String replacing() {
            String keys = names(Column::key);
            String values = columns.stream()
                    .filter(column -> !column.key())
                    .map(column -> column.name() + " = excluded." + column.name())
                    .collect(Collectors.joining(", "));
            return "on conflict (" + keys + ") do update set " + values;
        }
    }
}
