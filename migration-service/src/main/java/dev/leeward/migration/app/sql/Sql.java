package dev.leeward.migration.app.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one data source; each joins the caller's transaction where there is one. Instants, enums and
 * collections of strings bind by themselves, ids as their text.
 */
public final class Sql {
    private final DataSource source;

    public Sql(DataSource source) {
        this.source = source;
    }

    /** Runs a statement and returns how many rows it touched. */
    public int update(String sql, @Nullable Object... parameters) {
        return with(sql, parameters, PreparedStatement::executeUpdate);
    }

    /** Reads every row. */
    public <T> List<T> query(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        return with(sql, parameters, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                Row row = new Row(result);
                while (result.next()) {
                    rows.add(mapper.apply(row));
                }
                return rows;
            }
        });
    }

    /** Reads the first row, where there is one. */
    public <T> Optional<T> first(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        return query(sql, mapper, parameters).stream().findFirst();
    }

    private <T> T with(String sql, @Nullable Object[] parameters, Execution<T> execution) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                bind(connection, statement, i + 1, parameters[i]);
            }
            return execution.run(statement);
        } catch (SQLException e) {
            throw new SqlFailed(sql, e);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant i -> statement.setObject(index, i.atOffset(ZoneOffset.UTC));
            case Enum<?> e -> statement.setString(index, e.name());
            case Collection<?> c ->
                statement.setArray(
                        index,
                        connection.createArrayOf(
                                "text", c.stream().map(String::valueOf).toArray()));
            case Record id -> statement.setString(index, id.toString());
            default -> statement.setObject(index, value);
        }
    }

    private interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }
}
