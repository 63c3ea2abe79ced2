package dev.leeward.messaging.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.messaging.Failures;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.SharedStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SqlTest {
    private static final String INSERT = """
            insert into thing (id, key, name, colour, since, took, share, kept, names, body)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final UUID KEY = UUID.fromString("0193a1c2-0000-7000-8000-000000000001");
    private static final Instant SINCE = Instant.parse("2026-11-01T12:00:00.123456Z");

    private final SharedStack stack = LeewardStack.shared();
    private final Sql sql = new Sql(dataSource(stack.freshDatabase()));

    private record ThingId(String value) {
        @Override
        public String toString() {
            return value;
        }
    }

    private enum Colour {
        DARK_RED {
            @Override
            public String toString() {
                return "dark red";
            }
        }
    }

    @BeforeEach
    void createTable() {
        sql.run("""
                create table thing (id text primary key, key uuid, name text, colour text, since timestamptz,
                  took bigint, share double precision, kept boolean, names text[], body bytea)
                """);
    }

    @Test
    void whatIsBoundComesBackAsItWas() {
        ThingId id = new ThingId("one");

        int inserted = sql.update(
                INSERT,
                id,
                KEY,
                "name",
                Colour.DARK_RED,
                SINCE,
                Duration.ofSeconds(3),
                0.5,
                true,
                List.of(new ThingId("a"), Colour.DARK_RED, "c"),
                new byte[] {1, 2});

        assertThat(inserted).isEqualTo(1);
        boolean found = sql.first(
                        "select * from thing where id = ? and key = ? and colour = any (?)",
                        row -> {
                            assertThat(row.text("id")).isEqualTo("one");
                            assertThat(row.uuid("key")).isEqualTo(KEY);
                            assertThat(row.text("colour")).isEqualTo("DARK_RED");
                            assertThat(row.instant("since")).isEqualTo(SINCE);
                            assertThat(row.number("took")).isEqualTo(3000);
                            assertThat(row.integer("took")).isEqualTo(3000);
                            assertThat(row.real("share")).isEqualTo(0.5);
                            assertThat(row.flag("kept")).isTrue();
                            assertThat(row.texts("names")).containsExactly("a", "DARK_RED", "c");
                            assertThat(row.bytes("body")).containsExactly(1, 2);
                            return true;
                        },
                        id,
                        KEY,
                        List.of(Colour.DARK_RED))
                .orElse(false);
        assertThat(found).isTrue();
    }

    @Test
    void aNullIsNullAndNeverZeroOrFalse() {
        sql.update(INSERT, "one", null, null, null, null, null, null, null, null, null);

        sql.each("select * from thing", row -> {
            assertThat(row.uuidOrNull("key")).isNull();
            assertThat(row.textOrNull("name")).isNull();
            assertThat(row.instantOrNull("since")).isNull();
            assertThat(row.numberOrNull("took")).isNull();
            assertThat(row.integerOrNull("took")).isNull();
            assertThat(row.flagOrNull("kept")).isNull();
            assertThat(row.bytesOrNull("body")).isNull();
            missing("key", () -> row.uuid("key"));
            missing("name", () -> row.text("name"));
            missing("since", () -> row.instant("since"));
            missing("took", () -> row.number("took"));
            missing("took", () -> row.integer("took"));
            missing("share", () -> row.real("share"));
            missing("kept", () -> row.flag("kept"));
            missing("names", () -> row.texts("names"));
            missing("body", () -> row.bytes("body"));
        });
    }

    /** Corrupt data stays corrupt: nobody may wait for it as for a database that is away. */
    private static void missing(String column, Runnable read) {
        assertThatThrownBy(read::run)
                .hasMessageContaining("Column " + column)
                .satisfies(failure -> assertThat(Failures.isTransient(failure)).isFalse());
    }

    @Test
    void aBatchRunsOnceForEachRowAndNotAtAllForNone() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        sql.batch("insert into thing (id, took) values (?, ?)", rows);
        for (int i = 0; i < 10; i++) {
            rows.add(new @Nullable Object[] {new ThingId("thing-" + i), i});
        }

        sql.batch("insert into thing (id, took) values (?, ?)", rows);

        assertThat(sql.list("select took from thing order by took", row -> row.integer("took")))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void severalQueriesAreAnsweredTogetherEachToItsOwnReader() {
        sql.update("insert into thing (id, took) values (?, ?), (?, ?)", "one", 1, "two", 2);
        List<String> ids = new ArrayList<>();
        List<Integer> sums = new ArrayList<>();

        sql.together(
                new Sql.Query("select id from thing where took > ? order by id", row -> ids.add(row.text("id")), 0),
                new Sql.Query("select id from thing where false", _ -> ids.add("none")),
                new Sql.Query(
                        "select sum(took) as sum from thing where id = any (?)",
                        row -> sums.add(row.integer("sum")),
                        List.of("one", "two")));

        assertThat(ids).containsExactly("one", "two");
        assertThat(sums).containsExactly(3);
    }

    @Test
    void queriesAreAskedTogetherWithTheirOwnArguments() {
        sql.update("insert into thing (id, took) values (?, ?)", "one", 1);
        List<String> said = new ArrayList<>();

        sql.together(
                new Sql.Query("select id from thing where took = ?", row -> said.add(row.text("id")), 1),
                new Sql.Query(
                        "select set_config(?, ?, true)", row -> said.add(row.text("set_config")), "lock_timeout", "1s"),
                new Sql.Query("select count(*) as many from thing", row -> said.add("" + row.number("many"))));

        assertThat(said).containsExactly("one", "1s", "1");
    }

    @Test
    void statementsAreWrittenTogetherInTheirOrder() {
        sql.write(List.of(
                new Sql.Write("insert into thing (id, took) values (?, ?)", "one", 1),
                new Sql.Write("update thing set took = took + ? where id = ?", 10, "one"),
                new Sql.Write("insert into thing (id) values (?)", "two")));

        assertThat(sql.list("select id, took from thing order by id", row -> row.text("id") + row.textOrNull("took")))
                .containsExactly("one11", "twonull");
    }

    @Test
    void aRefusalNamesTheStatementAndStays() {
        sql.update("insert into thing (id) values (?)", "one");

        assertThatThrownBy(() -> sql.update("insert into thing (id) values (?)", "one"))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("insert into thing")
                .hasMessageContaining("duplicate key")
                .satisfies(failure -> assertThat(Failures.isTransient(failure)).isFalse());
    }

    @Test
    void aDatabaseThatIsAwayIsToldFromOneThatRefuses() {
        Sql away = new Sql(dataSource("jdbc:postgresql://127.0.0.1:" + Ports.free() + "/nothing"));

        assertThatThrownBy(() -> away.list("select 1 as one", row -> row.number("one")))
                .isInstanceOf(DatabaseFailure.class)
                .satisfies(failure ->
                        assertThat(Failures.isDatabaseUnavailable(failure)).isTrue());
    }

    private PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(stack.user());
        source.setPassword(stack.password());
        return source;
    }
}
