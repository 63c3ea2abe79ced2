package dev.leeward.policy.edge.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Statements on the connection of the transaction at hand. */
final class Sql {
    private final DataSource database;

    Sql(DataSource database) {
        this.database = database;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    int update(String sql, @Nullable Object... arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    <T> List<T> query(Row<T> row, String sql, @Nullable Object... arguments) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.read(rows));
                }
                return found;
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... arguments) {
        return query(row, sql, arguments).stream().findFirst();
    }

    /** Waits for, and holds until the end of the transaction, the lock of a name. */
    void lock(String name) {
        query(row -> true, "select pg_advisory_xact_lock(hashtextextended(?, 0))", name);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case Instant instant -> statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
                case String[] texts ->
                    statement.setArray(i + 1, statement.getConnection().createArrayOf("text", texts));
                case UUID uuid -> statement.setObject(i + 1, uuid);
                case null -> statement.setObject(i + 1, null);
                case Object other -> statement.setObject(i + 1, other);
            }
        }
    }
}
