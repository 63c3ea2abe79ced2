package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Many enrolled and trusted hosts, written into the service's database at once. They are copies of one host of the world
 * that attested in earnest: each has a row, a name, kept evidence and a result of its own, and all carry that host's
 * genuine quote, log and PCRs. Their results end in a day, so that none expires while it is measured; whether one has is
 * looked at as often as among hosts that renew their trust for ten minutes each time.
 */
final class Fleet implements AutoCloseable {
    static final String PREFIX = "bench-";
    static final String ROWS = "id like '" + PREFIX + "%'";

    private static final Duration FIRST_ATTESTATION = Duration.ofSeconds(60);
    private static final String MODEL =
            "select id from host where state = 'TRUSTED' and assurance = 'HARDWARE_QUOTE' and not " + ROWS
                    + " order by id limit 1";

    private final Connection database;
    private final String model;
    private int hosts;

    Fleet(Lab lab) {
        database = lab.database(Part.ATTESTATION);
        model = Stopwatch.await(FIRST_ATTESTATION, "a host of the world to be trusted", () -> first(MODEL));
    }

    static String host(int number) {
        return PREFIX + "%06d".formatted(number);
    }

    Connection database() {
        return database;
    }

    int hosts() {
        return hosts;
    }

    /** Adds hosts until there are so many; they are numbered from 1. */
    void growTo(int count) {
        execute("drop table if exists bench_new");
        execute("create temporary table bench_new as select '%s' || lpad(n::text, 6, '0') as host, uuidv7() as evidence"
                        .formatted(PREFIX)
                + " from generate_series(%d, %d) n".formatted(hosts + 1, count));
        execute("insert into evidence select (jsonb_populate_record(e, jsonb_build_object('id', n.evidence, 'host',"
                + " n.host, 'challenge_id', uuidv7()))).* from bench_new n, evidence e where e.id = (select"
                + " evidence_id from host where id = '" + model + "')");
        execute("insert into host select (jsonb_populate_record(h, jsonb_build_object('id', n.host, 'name', n.host,"
                + " 'evidence_id', n.evidence, 'ek_public', null, 'ak_below_ek', null, 'ek_certificate', null,"
                + " 'endorsement_root', null, 'attested_until', now() + interval '1 day', 'stale_look_at', now() + random() * interval"
                + " '10 minutes'))).*"
                + " from bench_new n, host h where h.id = '" + model + "'");
        execute("insert into attestation_result (host, sequence, jwt) select n.host, r.sequence, r.jwt"
                + " from bench_new n, attestation_result r where r.host = '" + model + "'");
        execute("insert into attestation_turn (host, due_at, next_at, attempts)"
                + " select host, now(), now(), 0 from bench_new");
        execute("vacuum analyze host, evidence, attestation_result, attestation_turn");
        hosts = count;
    }

    /** The first column of the first row. */
    Optional<String> first(String query) {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void execute(String sql) {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static UserError failed(SQLException cause) {
        return new UserError("the database of attestation-service: " + cause.getMessage(), cause);
    }

    /** Takes all of it out again. */
    @Override
    public void close() {
        execute("delete from host where " + ROWS);
        execute("delete from evidence where host like '" + PREFIX + "%'");
        execute("delete from attestation_turn where host like '" + PREFIX + "%'");
        execute("delete from attestation_result where host like '" + PREFIX + "%'");
        try {
            database.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
