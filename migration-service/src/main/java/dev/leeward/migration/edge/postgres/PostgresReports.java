package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.MigrationReports;
import dev.leeward.migration.migration.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists for the API. */
@ApplicationScoped
class PostgresReports implements MigrationReports {
    private final Sql sql;

    PostgresReports(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<MigrationReport> migration(UUID id, @Nullable String tenant) {
        return sql.first(
                "select * from migration where id = ? and (?::text is null or tenant = ?)",
                PostgresReports::migration,
                id,
                tenant,
                tenant);
    }

    @Override
    public List<MigrationReport> migrations(MigrationFilter f, int limit, @Nullable UUID after) {
        return sql.list(
                """
                select * from migration
                where (?::text is null or tenant = ?) and (?::text is null or workload_id = ?)
                    and (?::text is null or phase = ?) and (?::uuid is null or evacuation_id = ?::uuid)
                    and (?::uuid is null or id < ?::uuid)
                order by id desc limit ?
                """,
                PostgresReports::migration,
                f.tenant(),
                f.tenant(),
                f.workload(),
                f.workload(),
                f.state(),
                f.state(),
                f.evacuation(),
                f.evacuation(),
                after,
                after,
                limit);
    }

    private static MigrationReport migration(Row r) {
        return new MigrationReport(
                r.uuid("id"),
                r.text("workload_id"),
                r.text("workload_name"),
                r.text("tenant"),
                r.text("kind"),
                r.flag("test"),
                Phase.valueOf(r.text("phase")),
                r.textOrNull("reason_code"),
                r.textOrNull("reason_detail"),
                r.textOrNull("source_site"),
                r.textOrNull("source_host"),
                r.textOrNull("destination_site"),
                r.textOrNull("destination_host"),
                r.text("requested_by"),
                r.instant("requested_at"),
                r.instantOrNull("finished_at"),
                r.textOrNull("decision_id"),
                r.textOrNull("order_id"),
                r.uuidOrNull("evacuation_id"),
                r.numberOrNull("downtime_millis"),
                r.numberOrNull("bytes_copied"),
                r.real("progress"));
    }

    @Override
    public Optional<WorkloadReport> workload(String id, @Nullable String tenant) {
        return sql.first(
                "select * from workload where id = ? and (?::text is null or tenant = ?)",
                PostgresReports::workload,
                id,
                tenant,
                tenant);
    }

    @Override
    public List<WorkloadReport> workloads(WorkloadFilter f, int limit, @Nullable String after) {
        return sql.list(
                """
                select * from workload
                where (?::text is null or tenant = ?) and (?::text is null or site_id = ?)
                    and (?::text is null or host_id = ?) and (?::text is null or id > ?)
                order by id limit ?
                """,
                PostgresReports::workload,
                f.tenant(),
                f.tenant(),
                f.site(),
                f.site(),
                f.host(),
                f.host(),
                after,
                after,
                limit);
    }

    private static WorkloadReport workload(Row r) {
        return new WorkloadReport(
                r.text("id"),
                r.text("name"),
                r.text("tenant"),
                r.textOrNull("site_id"),
                r.textOrNull("host_id"),
                r.number("epoch"),
                r.number("memory_mib"),
                r.texts("volumes"),
                EventJson.labels(r.text("labels")));
    }

    @Override
    public List<VolumeReport> volumes(@Nullable String tenant, int limit, @Nullable String after) {
        return sql.list(
                """
                select v.*, u.users from volume v
                cross join lateral (select coalesce(array_agg(w.id order by w.id), '{}') as users from workload w
                    where v.id = any (w.volumes) and (?::text is null or w.tenant = ?)) u
                where (?::text is null or cardinality(u.users) > 0) and (?::text is null or v.id > ?)
                order by v.id limit ?
                """,
                r -> new VolumeReport(
                        r.text("id"), r.text("kind"), r.textOrNull("site_id"), r.number("size_gib"), r.texts("users")),
                tenant,
                tenant,
                tenant,
                after,
                after,
                limit);
    }
}
