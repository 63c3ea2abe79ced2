package dev.leeward.messaging.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.SharedStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows that are copied in, or changed many at a time, on a real PostgreSQL. */
class TableTest {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Table<Row> COPIED = Table.<Row>named("copied")
            .key("number", "int", Row::number)
            .text("text", Row::text)
            .column("big", "bigint", Row::big)
            .column(
                    "raw",
                    "bytea",
                    row -> row.text() == null ? null : row.text().getBytes(UTF_8))
            .column("at", "timestamptz", Row::at)
            .column("id", "uuid", Row::id)
            .column("json", "jsonb", _ -> "{\"a\": 1}")
            .strict();

    private static final Table<Row> CHANGED = Table.<Row>named("copied")
            .key("number", "int", Row::number)
            .text("text", Row::text)
            .column(
                    "raw",
                    "bytea",
                    row -> row.text() == null ? null : row.text().getBytes(UTF_8))
            .column("big", "bigint", Row::big, "least(known.big, given.big)")
            .changed();

    private final SharedStack stack = LeewardStack.shared();

    private record Row(
            int number,
            @Nullable String text,
            @Nullable Long big,
            @Nullable Instant at,
            @Nullable String id) {}

    /** A few are inserted, more of them are copied. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void rowsReadAsTheyWereWritten(int more) throws SQLException {
        List<Row> rows = with(
                more,
                new Row(1, "Grüße, 東京 \\ \"\n", Long.MIN_VALUE, Instant.parse("2026-11-28T14:44:43.123456Z"), uuid(1)),
                new Row(-2, "", -1L, Instant.parse("1969-12-31T23:59:59.999Z"), uuid(2)),
                new Row(Integer.MAX_VALUE, null, null, null, null));

        List<Row> read;
        try (Connection connection = withTable()) {
            COPIED.write(connection, rows);
            read = read(connection);
        }

        assertThat(read).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void asManyRowsAsOneLikesAreCopiedAtOnce() throws SQLException {
        List<Row> rows = IntStream.range(0, 10_000)
                .mapToObj(i -> new Row(i, "x".repeat(i % 5_000), (long) i, Instant.EPOCH.plusSeconds(i), uuid(i)))
                .toList();

        List<Row> read;
        try (Connection connection = withTable()) {
            COPIED.write(connection, rows);
            read = read(connection);
        }

        assertThat(read).containsExactlyInAnyOrderElementsOf(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void aRowThatIsThereAlreadyIsRefusedAndTheConnectionGoesOn(int more) throws SQLException {
        Row row = new Row(1, "once", 1L, Instant.EPOCH, uuid(1));

        SQLException refused;
        List<Row> read;
        try (Connection connection = withTable()) {
            COPIED.write(connection, List.of(row));
            refused = catchThrowableOfType(SQLException.class, () -> COPIED.write(connection, with(more, row)));
            read = read(connection);
        }

        assertThat(refused.getSQLState()).isEqualTo(UNIQUE_VIOLATION);
        assertThat(read).containsExactly(row);
    }

    @Test
    void rowsThatAreThereAreChangedAndOthersAreNotMade() throws SQLException {
        Row one = new Row(1, "one", 10L, Instant.EPOCH, uuid(1));
        Row two = new Row(2, "two", 20L, Instant.EPOCH, uuid(2));
        Row three = new Row(3, "three", 30L, Instant.EPOCH, uuid(3));

        List<Row> read;
        try (Connection connection = withTable()) {
            COPIED.write(connection, List.of(one, two, three));
            CHANGED.write(
                    connection,
                    List.of(
                            new Row(1, "eins", 11L, null, null),
                            new Row(2, null, 19L, null, null),
                            new Row(4, "vier", 1L, null, null)));
            read = read(connection);
        }

        assertThat(read)
                .containsExactlyInAnyOrder(
                        new Row(1, "eins", 10L, one.at(), one.id()), new Row(2, null, 19L, two.at(), two.id()), three);
    }

    /** These rows, and so many more. */
    private static List<Row> with(int more, Row... rows) {
        return Stream.concat(
                        IntStream.range(0, more)
                                .mapToObj(i -> new Row(100 + i, "more", 0L, Instant.EPOCH, uuid(100 + i))),
                        Stream.of(rows))
                .toList();
    }

    private Connection withTable() throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(stack.freshDatabase());
        dataSource.setUser(stack.user());
        dataSource.setPassword(stack.password());
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists copied");
            statement.execute("create temporary table copied (number int primary key, text text, big bigint,"
                    + " raw bytea, at timestamptz, id uuid, json jsonb)");
        }
        return connection;
    }

    private static List<Row> read(Connection connection) throws SQLException {
        List<Row> read = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from copied where raw is not distinct from"
                        + " convert_to(text, 'UTF8') and json = '{\"a\":1}'")) {
            while (rows.next()) {
                OffsetDateTime at = rows.getObject("at", OffsetDateTime.class);
                read.add(new Row(
                        rows.getInt("number"),
                        rows.getString("text"),
                        rows.getObject("big", Long.class),
                        at == null ? null : at.toInstant(),
                        rows.getString("id")));
            }
        }
        return read;
    }

    private static String uuid(int number) {
        return new UUID(0x8000_7000L + number, 0x8000_0000_0000_0000L).toString();
    }
}
