package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.EvacuationStore;
import dev.leeward.migration.evacuation.EvacuationId;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.evacuation.Tally;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Phase;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Evacuations and their members. */
@ApplicationScoped
class PostgresEvacuationStore implements EvacuationStore {
    private final Sql sql;

    PostgresEvacuationStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(
            EvacuationId id,
            Scope scope,
            String reason,
            Principal principal,
            Cause cause,
            Instant startedAt,
            List<WorkloadId> members) {
        sql.update(
                """
                insert into evacuation (id, site_id, host_id, reason, requested_by, roles, correlation_id, started_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id.value(),
                scope instanceof Scope.OfSite(var site) ? site : null,
                scope instanceof Scope.OfHost(var host) ? host : null,
                reason,
                principal.id(),
                principal.roles(),
                cause.correlationId(),
                startedAt);
        sql.update(
                "insert into evacuation_member (evacuation_id, workload_id) select ?, unnest(?::text[])",
                id.value(),
                members);
    }

    @Override
    public Optional<Evacuation> find(EvacuationId id) {
        return sql.first("select * from evacuation where id = ?", r -> evacuation(id, r), id.value());
    }

    private Evacuation evacuation(EvacuationId id, Row r) {
        String site = r.textOrNull("site_id");
        Principal principal = new Principal(r.text("requested_by"), r.texts("roles"), null);
        return new Evacuation(
                id,
                site == null ? new Scope.OfHost(new HostId(r.text("host_id"))) : new Scope.OfSite(new SiteId(site)),
                r.text("reason"),
                principal,
                new Cause(principal.id(), r.text("correlation_id"), null),
                tally(id),
                migrations(id),
                r.instant("started_at"),
                r.instantOrNull("finished_at"));
    }

    private Tally tally(EvacuationId id) {
        return sql.first(
                        """
                        select count(*) as total,
                            count(*) filter (where outcome = 'SUCCEEDED') as succeeded,
                            count(*) filter (where outcome = 'BLOCKED') as blocked,
                            count(*) filter (where outcome not in ('SUCCEEDED', 'BLOCKED')) as failed
                        from evacuation_member where evacuation_id = ?
                        """,
                        r -> new Tally(
                                r.integer("total"), r.integer("succeeded"), r.integer("blocked"), r.integer("failed")),
                        id.value())
                .orElseThrow();
    }

    private List<MigrationId> migrations(EvacuationId id) {
        return sql.list(
                "select migration_id from evacuation_member where evacuation_id = ? and migration_id is not null "
                        + "order by migration_id",
                r -> new MigrationId(r.uuid("migration_id")),
                id.value());
    }

    @Override
    public List<WorkloadId> pending(EvacuationId id, int most) {
        return sql.list("""
            select workload_id from evacuation_member
            where evacuation_id = ? and migration_id is null and outcome is null order by workload_id limit ?
            """, r -> new WorkloadId(r.text("workload_id")), id.value(), most);
    }

    @Override
    public void begun(EvacuationId id, WorkloadId workload, MigrationId migration) {
        set(id, workload, migration.value());
    }

    @Override
    public void notBegun(EvacuationId id, WorkloadId workload) {
        sql.update(
                "update evacuation_member set migration_id = null where evacuation_id = ? and workload_id = ?",
                id.value(),
                workload);
    }

    private void set(EvacuationId id, WorkloadId workload, UUID migration) {
        sql.update(
                "update evacuation_member set migration_id = ? where evacuation_id = ? and workload_id = ?",
                migration,
                id.value(),
                workload);
    }

    @Override
    public void left(EvacuationId id, WorkloadId workload) {
        sql.update(
                "update evacuation_member set outcome = 'SUCCEEDED' where evacuation_id = ? and workload_id = ?",
                id.value(),
                workload);
    }

    @Override
    public void settled(MigrationId migration, Phase outcome) {
        sql.update("update evacuation_member set outcome = ? where migration_id = ?", outcome, migration.value());
    }

    @Override
    public void finish(EvacuationId id, Instant at) {
        sql.update("update evacuation set finished_at = ? where id = ? and finished_at is null", at, id.value());
    }
}
