package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.app.SimulationStore;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Simulation.State;
import dev.leeward.policy.simulation.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Simulations, one row each; decisions are read in the order of their ids, which grow with time (RFC 9562, version 7). */
@ApplicationScoped
class PostgresSimulationStore implements SimulationStore {
    /** Before every id. */
    private static final UUID FIRST = new UUID(0, 0);

    private final Sql sql;

    PostgresSimulationStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Simulation add(UUID id, Wish wish, String by, Instant now) {
        TenantId tenant = wish.tenant();
        UUID from = firstOf(wish.since());
        UUID until = sql.first("select id from decision order by id desc limit 1", row -> row.uuid("id"))
                .orElse(FIRST);
        List<Object> arguments = new ArrayList<>(List.of(from, until));
        if (tenant != null) {
            arguments.add(tenant.value());
        }
        long total = sql.first(
                        "select count(*) as total from decision where id > ? and id <= ?" + whose(tenant),
                        row -> row.number("total"),
                        arguments.toArray())
                .orElseThrow();
        sql.update(
                """
                insert into simulation (id, scope, version, tenant, since, requested_by, requested_at, state, total, done,
                                        position, until, tally, lease_until)
                values (?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, 0, ?, ?, ?::jsonb, ?)
                """,
                id,
                wish.scope().toString(),
                wish.version(),
                tenant == null ? null : tenant.value(),
                wish.since(),
                by,
                now,
                total,
                from,
                until,
                Json.write(Tally.NONE),
                now);
        return find(id).orElseThrow();
    }

    @Override
    public int forget(Instant before) {
        return sql.update("delete from simulation where requested_at < ?", before);
    }

    /** The smallest id that a decision of that time can have. */
    private static UUID firstOf(Instant time) {
        return new UUID(Math.max(0, time.toEpochMilli()) << 16, 0);
    }

    private static String whose(@Nullable TenantId tenant) {
        return tenant == null ? "" : " and tenant = ?";
    }

    @Override
    public Optional<Simulation> claim(Instant now, Duration lease) {
        return sql.first("""
                update simulation set lease_until = ? where id = (
                    select id from simulation where state = 'RUNNING' and lease_until <= ?
                     order by id limit 1 for update skip locked)
                returning *
                """, PostgresSimulationStore::simulation, now.plus(lease), now);
    }

    @Override
    public List<RecordedDecision> next(Simulation simulation, int limit) {
        TenantId tenant = simulation.tenant();
        List<Object> arguments = new ArrayList<>(List.of(simulation.id(), simulation.id()));
        if (tenant != null) {
            arguments.add(tenant.value());
        }
        arguments.add(limit);
        return sql.list(
                "select document from decision where id > (select position from simulation where id = ?)"
                        + " and id <= (select until from simulation where id = ?)"
                        + whose(tenant) + " order by id limit ?",
                row -> Json.decision(row.text("document")),
                arguments.toArray());
    }

    @Override
    public boolean record(
            Simulation simulation, UUID upTo, int replayed, Tally tally, List<Change> changes, Instant leaseUntil) {
        boolean mine =
                sql.update("""
                        update simulation set position = ?, done = done + ?, tally = ?::jsonb, lease_until = ?
                         where id = ? and done = ? and state = 'RUNNING'
                        """, upTo, replayed, Json.write(tally), leaseUntil, simulation.id(), simulation.done()) == 1;
        long room = Math.max(0, MAX_CHANGES - simulation.tally().changed());
        if (mine) {
            sql.batch(
                    "insert into simulation_change (simulation, decision, tenant, workload, effect_before, effect_after,"
                            + " reason_before, reason_after) values (?, ?, ?, ?, ?, ?, ?, ?)",
                    changes.stream()
                            .limit(room)
                            .map(change -> new @Nullable Object[] {
                                simulation.id(),
                                change.decision(),
                                change.tenant(),
                                change.workload(),
                                change.before().name(),
                                change.after().name(),
                                change.reasonBefore(),
                                change.reasonAfter()
                            })
                            .toList());
        }
        return mine;
    }

    @Override
    public Optional<Simulation> finish(UUID id, State state) {
        return switch (state) {
            case State.Running() -> throw new IllegalArgumentException("simulation %s is not over".formatted(id));
            case State.Succeeded(var when) -> finish(id, "SUCCEEDED", when, null);
            case State.Failed(var when, var reason) -> finish(id, "FAILED", when, reason);
        };
    }

    private Optional<Simulation> finish(UUID id, String state, Instant when, @Nullable String failure) {
        return sql.first("""
                update simulation set state = ?, finished_at = ?, failure = ? where id = ? and state = 'RUNNING'
                returning *
                """, PostgresSimulationStore::simulation, state, when, failure, id);
    }

    @Override
    public Optional<Simulation> find(UUID id) {
        return sql.first("select * from simulation where id = ?", PostgresSimulationStore::simulation, id);
    }

    @Override
    public List<Simulation> list(@Nullable String tenant, @Nullable UUID before, int limit) {
        return sql.list("""
                select * from simulation
                 where (?::text is null or tenant = ?) and (?::uuid is null or id < ?) order by id desc limit ?
                """, PostgresSimulationStore::simulation, tenant, tenant, before, before, limit);
    }

    @Override
    public List<Change> changes(UUID id, @Nullable UUID after, int limit) {
        return sql.list(
                "select * from simulation_change where simulation = ? and decision > ? order by decision limit ?",
                PostgresSimulationStore::change,
                id,
                after == null ? FIRST : after,
                limit);
    }

    @Override
    public List<Change> examples(UUID id) {
        return sql.list("""
                select * from (
                    select *, row_number() over (partition by effect_before, effect_after order by decision) as number
                      from simulation_change where simulation = ?) changed
                 where number <= ? order by effect_before, effect_after, decision
                """, PostgresSimulationStore::change, id, EXAMPLES);
    }

    private static Simulation simulation(Row row) {
        String tenant = row.textOrNull("tenant");
        return new Simulation(
                row.uuid("id"),
                SetScope.of(row.text("scope")).orElseThrow(),
                row.integer("version"),
                tenant == null ? null : new TenantId(tenant),
                row.instant("since"),
                row.text("requested_by"),
                row.instant("requested_at"),
                row.number("total"),
                row.number("done"),
                Json.tally(row.text("tally")),
                switch (row.text("state")) {
                    case "SUCCEEDED" -> new State.Succeeded(row.instant("finished_at"));
                    case "FAILED" -> new State.Failed(row.instant("finished_at"), row.text("failure"));
                    default -> new State.Running();
                });
    }

    private static Change change(Row row) {
        return new Change(
                row.uuid("decision"),
                row.textOrNull("tenant"),
                row.text("workload"),
                Effect.valueOf(row.text("effect_before")),
                Effect.valueOf(row.text("effect_after")),
                row.text("reason_before"),
                row.text("reason_after"));
    }
}
