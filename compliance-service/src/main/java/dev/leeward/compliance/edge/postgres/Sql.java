package dev.leeward.compliance.edge.postgres;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs SQL on the transaction of the caller, or, where there is none, on its own. */
@ApplicationScoped
class Sql {
    private final AgroalDataSource dataSource;

    Sql(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes something of a row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Does something with a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** A value of a parameter that is a list of texts. */
    record Texts(Collection<String> values) {}

    <T> T on(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new StorageFailure(e);
        }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... parameters) {
        List<T> rows = new ArrayList<>();
        each(sql, 0, mapper, rows::add, parameters);
        return rows;
    }

    <T> Optional<T> one(String sql, Mapper<T> mapper, @Nullable Object... parameters) {
        return list(sql, mapper, parameters).stream().findFirst();
    }

    /** Hands on row after row; with a fetch size, within a transaction, without holding them all. */
    <T> void each(String sql, int fetchSize, Mapper<T> mapper, Consumer<T> consumer, @Nullable Object... parameters) {
        on(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(fetchSize);
                bind(connection, statement, parameters);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        consumer.accept(mapper.map(rows));
                    }
                }
            }
            return true;
        });
    }

    int update(String sql, @Nullable Object... parameters) {
        return on(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, parameters);
                return statement.executeUpdate();
            }
        });
    }

    /** Runs a statement whose answer does not matter. */
    void run(String sql, @Nullable Object... parameters) {
        on(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, parameters);
                return statement.execute();
            }
        });
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An instant from a column that is never null. */
    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static void bind(Connection connection, PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            switch (value) {
                case Texts(var texts) -> {
                    Array array = connection.createArrayOf("text", texts.toArray());
                    statement.setArray(i + 1, array);
                }
                case Instant time -> statement.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
                case null, default -> statement.setObject(i + 1, value);
            }
        }
    }
}
