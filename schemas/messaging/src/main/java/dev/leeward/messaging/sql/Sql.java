package dev.leeward.messaging.sql;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the service's database; each joins the caller's transaction where there is one. Instants, durations
 * (in milliseconds), enums (by name) and ids (records, as their text) bind by themselves, and collections of them as
 * arrays of text, or of bytes. Whatever the database does not do is a {@link DatabaseFailure}.
 */
@Singleton
public final class Sql {
    private final DataSource dataSource;

    public Sql(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Does something with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Every row of an answer. */
    public <T> List<T> list(String statement, Function<Row, T> mapper, @Nullable Object... arguments) {
        List<T> found = new ArrayList<>();
        each(statement, row -> found.add(mapper.apply(row)), arguments);
        return found;
    }

    /** The first row of an answer, where there is one. */
    public <T> Optional<T> first(String statement, Function<Row, T> mapper, @Nullable Object... arguments) {
        return list(statement, mapper, arguments).stream().findFirst();
    }

    /** Hands on row after row. */
    public void each(String statement, Consumer<Row> consumer, @Nullable Object... arguments) {
        stream(statement, 0, consumer, arguments);
    }

    /** Hands on row after row; within a transaction it holds no more of them than the fetch size. */
    public void stream(String statement, int fetchSize, Consumer<Row> consumer, @Nullable Object... arguments) {
        prepared(statement, prepared -> {
            prepared.setFetchSize(fetchSize);
            bind(prepared, arguments);
            read(prepared.executeQuery(), consumer);
            return true;
        });
    }

    /** A query, and who gets its rows. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Query(
            String statement, Consumer<Row> rows, @Nullable Object... arguments) {}

    /** Runs several queries in one round trip, in their order; each sees what those before it waited for. */
    public void together(Query... queries) {
        String statements = Stream.of(queries).map(Query::statement).collect(Collectors.joining(";"));
        prepared(statements, prepared -> {
            bind(
                    prepared,
                    Stream.of(queries)
                            .flatMap(query -> Arrays.stream(query.arguments()))
                            .toArray());
            prepared.execute();
            for (Query query : queries) {
                read(prepared.getResultSet(), query.rows());
                prepared.getMoreResults();
            }
            return true;
        });
    }

    /** A statement that changes rows. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Write(String statement, @Nullable Object... arguments) {}

    /** Runs several statements in one round trip, in their order. */
    public void write(List<Write> writes) {
        run(
                writes.stream().map(Write::statement).collect(Collectors.joining(";")),
                writes.stream()
                        .flatMap(write -> Arrays.stream(write.arguments()))
                        .toArray());
    }

    /** An array of a type that the driver sends as it is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Values(String type, @Nullable Object[] elements) {}

    /** Changes rows and says how many. */
    public int update(String statement, @Nullable Object... arguments) {
        return prepared(statement, prepared -> {
            bind(prepared, arguments);
            return prepared.executeUpdate();
        });
    }

    /** Runs a statement whose answer does not matter. */
    public void run(String statement, @Nullable Object... arguments) {
        prepared(statement, prepared -> {
            bind(prepared, arguments);
            return prepared.execute();
        });
    }

    /** Runs the statement once for each list of arguments, in one round trip. */
    public void batch(String statement, Collection<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        prepared(statement, prepared -> {
            for (@Nullable Object[] arguments : rows) {
                bind(prepared, arguments);
                prepared.addBatch();
            }
            return prepared.executeBatch();
        });
    }

    /** Waits for the lock of a name, and holds it until the transaction ends. */
    public void lock(String name) {
        run("select pg_advisory_xact_lock(hashtextextended(?, 0))", name);
    }

    /** For what needs the connection itself. */
    public <T> T on(Work<T> work) {
        return on("The connection could not be used", work);
    }

    private <T> T prepared(String statement, Execution<T> execution) {
        String line = statement.strip().lines().findFirst().orElse("");
        return on(line, connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                return execution.of(prepared);
            }
        });
    }

    private <T> T on(String what, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new DatabaseFailure(what, e);
        }
    }

    private static void read(ResultSet answer, Consumer<Row> consumer) throws SQLException {
        try (ResultSet result = answer) {
            Row row = new Row(result);
            while (result.next()) {
                consumer.accept(row);
            }
        }
    }

    private static void bind(PreparedStatement prepared, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            prepared.setObject(i + 1, value(prepared.getConnection(), arguments[i]));
        }
    }

    private static @Nullable Object value(Connection connection, @Nullable Object argument) throws SQLException {
        return switch (argument) {
            case Instant time -> time.atOffset(ZoneOffset.UTC);
            case Duration duration -> duration.toMillis();
            case Enum<?> constant -> constant.name();
            case Values(var type, var elements) -> connection.createArrayOf(type, elements);
            case Record id -> id.toString();
            case Collection<?> many
            when many.stream().anyMatch(byte[].class::isInstance) ->
                connection.createArrayOf("bytea", many.toArray(byte[][]::new));
            case Collection<?> many ->
                connection.createArrayOf("text", many.stream().map(Sql::element).toArray(String[]::new));
            case null, default -> argument;
        };
    }

    private static @Nullable String element(@Nullable Object value) {
        return switch (value) {
            case Enum<?> constant -> constant.name();
            case null -> null;
            default -> value.toString();
        };
    }

    private interface Execution<T> {
        T of(PreparedStatement prepared) throws SQLException;
    }
}
