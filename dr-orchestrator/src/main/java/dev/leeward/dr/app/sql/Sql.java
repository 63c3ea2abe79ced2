package dev.leeward.dr.app.sql;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs statements on the service's database, within the current transaction. */
@ApplicationScoped
public class Sql {
    private final AgroalDataSource dataSource;

    Sql(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes something of a row. */
    public interface Mapper<T> {
        T of(Row row) throws SQLException;
    }

    /** Every row of a query. */
    public <T> List<T> list(String statement, Mapper<T> mapper, @Nullable Object... arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(connection, prepared, arguments);
            try (var result = prepared.executeQuery()) {
                var rows = new ArrayList<T>();
                var row = new Row(result);
                while (result.next()) {
                    rows.add(mapper.of(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new SqlFailure(statement, e);
        }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String statement, Mapper<T> mapper, @Nullable Object... arguments) {
        return list(statement, mapper, arguments).stream().findFirst();
    }

    /** Changes rows and says how many. */
    public int update(String statement, @Nullable Object... arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(connection, prepared, arguments);
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new SqlFailure(statement, e);
        }
    }

    /** Runs one statement for each list of arguments, in one round trip. */
    public void batch(String statement, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (var arguments : rows) {
                bind(connection, prepared, arguments);
                prepared.addBatch();
            }
            prepared.executeBatch();
        } catch (SQLException e) {
            throw new SqlFailure(statement, e);
        }
    }

    private static void bind(Connection connection, PreparedStatement prepared, @Nullable Object[] arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            prepared.setObject(i + 1, value(connection, arguments[i]));
        }
    }

    private static @Nullable Object value(Connection connection, @Nullable Object argument) throws SQLException {
        return switch (argument) {
            case null -> null;
            case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
            case Duration duration -> duration.toMillis();
            case Collection<?> many ->
                connection.createArrayOf(
                        "text", many.stream().map(String::valueOf).toArray());
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            default -> argument.toString();
        };
    }
}
