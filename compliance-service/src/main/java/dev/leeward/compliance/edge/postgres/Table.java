package dev.leeward.compliance.edge.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of a table, any number in one statement by {@code unnest}. Rows are merged with those that are there: either
 * the first stays (history), or the newest wins (state). Rows of one call must differ in their keys where the newest wins.
 */
final class Table<R> {
    private final String name;
    private final List<Column<R>> columns;
    private final String sql;

    private record Column<R>(String name, String type, boolean key, Function<R, @Nullable Object> value) {}

    private Table(String name, List<Column<R>> columns, String merge) {
        this.name = name;
        this.columns = List.copyOf(columns);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String arrays = columns.stream()
                .map(column -> "cast(? as " + column.type() + "[])")
                .collect(Collectors.joining(", "));
        this.sql = "insert into " + name + " (" + names + ") select * from unnest(" + arrays + ") " + merge;
    }

    static <R> Builder<R> named(String name) {
        return new Builder<>(name);
    }

    void write(Connection connection, Collection<? extends R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int index = 1;
            for (Column<R> column : columns) {
                @Nullable Object[] values = array(column.type(), rows.size());
                int i = 0;
                for (R row : rows) {
                    Object value = column.value().apply(row);
                    values[i++] = value != null && values instanceof String[] ? value.toString() : value;
                }
                insert.setArray(index++, connection.createArrayOf(sent(column.type()), values));
            }
            insert.executeUpdate();
        }
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

    static final class Builder<R> {
        private final String name;
        private final List<Column<R>> columns = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        Builder<R> key(String column, String type, Function<R, @Nullable Object> value) {
            columns.add(new Column<>(column, type, true, value));
            return this;
        }

        Builder<R> column(String column, String type, Function<R, @Nullable Object> value) {
            columns.add(new Column<>(column, type, false, value));
            return this;
        }

        Builder<R> text(String column, Function<R, @Nullable Object> value) {
            return column(column, "text", value);
        }

        /** The row that is there stays. */
        Table<R> once() {
            return new Table<>(name, columns, "on conflict do nothing");
        }

        /** There is no such row yet, or something is wrong. */
        Table<R> strict() {
            return new Table<>(name, columns, "");
        }

        /** The row with the greater (epoch, sequence, event_id) wins. */
        Table<R> newest() {
            return new Table<>(
                    name,
                    columns,
                    replacing()
                            + " where (" + name + ".epoch, " + name + ".sequence, " + name + ".event_id)"
                            + " < (excluded.epoch, excluded.sequence, excluded.event_id)");
        }

        /** The row that is written wins. */
        Table<R> replaced() {
            return new Table<>(name, columns, replacing());
        }

        private String replacing() {
            String keys = columns.stream().filter(Column::key).map(Column::name).collect(Collectors.joining(", "));
            String values = columns.stream()
                    .filter(column -> !column.key())
                    .map(column -> column.name() + " = excluded." + column.name())
                    .collect(Collectors.joining(", "));
            return "on conflict (" + keys + ") do update set " + values;
        }
    }
}
