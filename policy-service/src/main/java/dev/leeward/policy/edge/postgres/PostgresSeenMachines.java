package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.SeenMachines;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.SeenMachine;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Machines as they were last seen, one row each; a source's row is the lock of its comparison. */
@ApplicationScoped
class PostgresSeenMachines implements SeenMachines {
    private final Sql sql;

    PostgresSeenMachines(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean begin(String source, Instant now, Instant noneSince, Instant givenUp) {
        return sql.update("""
                insert into seen_source (id, looked_at) values (?, ?)
                on conflict (id) do update set looked_at = excluded.looked_at
                 where (seen_source.compared_at = seen_source.looked_at and seen_source.looked_at <= ?)
                    or seen_source.looked_at <= ?
                """, source, now, noneSince, givenUp) == 1;
    }

    @Override
    public Optional<Held> hold(String source, Instant look) {
        return sql.first(
                "select compared_at from seen_source where id = ? and looked_at = ? for update",
                row -> new Held(row.instantOrNull("compared_at")),
                source,
                look);
    }

    @Override
    public Map<String, Kept> of(String source) {
        Map<String, Kept> kept = new HashMap<>();
        sql.each(
                "select id, workload, name, host, running, ran from seen_machine where source = ?",
                row -> kept.put(row.text("id"), kept(row)),
                source);
        return kept;
    }

    private static Kept kept(Row row) {
        SeenMachine machine = new SeenMachine(
                row.text("id"),
                new WorkloadId(row.text("workload")),
                row.text("name"),
                new HostId(row.text("host")),
                row.flag("running"));
        return new Kept(machine, row.flag("ran"));
    }

    @Override
    public void keep(String source, Instant look, List<SeenMachine> changed, Collection<String> gone) {
        sql.batch(
                """
                insert into seen_machine (source, id, workload, name, host, running, ran) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (source, id) do update
                   set workload = excluded.workload, name = excluded.name, host = excluded.host,
                       running = excluded.running, ran = seen_machine.ran or excluded.running
                """,
                changed.stream()
                        .map(machine -> new @Nullable Object[] {
                            source,
                            machine.id(),
                            machine.workload(),
                            machine.name(),
                            machine.host(),
                            machine.running(),
                            machine.running()
                        })
                        .toList());
        sql.update("delete from seen_machine where source = ? and id = any (?)", source, gone);
        sql.update("update seen_source set compared_at = ? where id = ?", look, source);
    }

    @Override
    public boolean use(SeenMachine machine, boolean anyCopy, Instant decidedAfter, Instant now) {
        return sql.update(
                        """
                insert into seen_decision (decision, used_at)
                select d.id, ? from decision d
                 where d.effect = 'ALLOW' and d.decided_at > ?
                   and (d.workload = any (?) or (? and d.action = 'clone'))
                   and jsonb_exists(d.document::jsonb -> 'request' -> 'destinations', ?)
                   and not exists (select 1 from seen_decision used where used.decision = d.id)
                 order by d.id limit 1
                """,
                        now,
                        decidedAfter,
                        names(machine),
                        anyCopy,
                        machine.host().value())
                == 1;
    }

    /** What is placed before it has an identity is decided about by its name. */
    private static List<String> names(SeenMachine machine) {
        return List.of(machine.workload().value(), "new:" + machine.name());
    }

    @Override
    public void forgetUsed(Instant before) {
        sql.update("delete from seen_decision where used_at < ?", before);
    }

    @Override
    public Optional<TenantId> tenantOf(WorkloadId workload) {
        return sql.first(
                "select tenant from workload_view where id = ? and tenant is not null",
                row -> new TenantId(row.text("tenant")),
                workload.value());
    }
}
