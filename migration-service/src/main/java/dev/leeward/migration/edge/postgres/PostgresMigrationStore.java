package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.MigrationStore;
import dev.leeward.migration.fairness.Claim;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Measured;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Blocked;
import dev.leeward.migration.migration.Migration.Finished;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Succeeded;
import dev.leeward.migration.migration.Migration.Underway;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.Migration.Verifying;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Migrations: the events are the truth, the row beside them is their fold for reading. */
@ApplicationScoped
class PostgresMigrationStore implements MigrationStore {
    private final Sql sql;

    PostgresMigrationStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean insert(List<MigrationEvent> events, Migration after, long published, Cause cause) {
        MigrationSpec spec = after.spec();
        Location source = spec.source();
        Folded folded = Folded.of(after);
        int inserted = sql.update(
                """
                insert into migration (id, workload_id, workload_name, tenant, kind, test, phase, active,
                    reason_code, reason_detail, source_site, source_host, destination_site, destination_host, failover,
                    order_id, evacuation_id, requested_by, correlation_id, requested_at, since, finished_at,
                    sequence, published)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """,
                spec.id().value(),
                spec.workload(),
                spec.workloadName(),
                spec.tenant(),
                spec.kind(),
                spec.test(),
                after.phase(),
                folded.active(),
                folded.code(),
                folded.detail(),
                source == null ? null : source.site(),
                source == null ? null : source.host(),
                folded.site(),
                folded.host(),
                spec.failover(),
                spec.origin() instanceof Origin.Order order ? order.orderId() : null,
                spec.origin() instanceof Origin.Evacuation(var id) ? id.toString() : null,
                spec.principal().id(),
                cause.correlationId(),
                events.getFirst().at(),
                after.since(),
                folded.finishedAt(),
                events.size(),
                published);
        if (inserted == 0) {
            return false;
        }
        insertEvents(spec.id(), 0, events);
        return true;
    }

    private void insertEvents(MigrationId id, int after, List<MigrationEvent> events) {
        sql.update(
                """
                insert into migration_event (migration_id, sequence, type, body)
                select ?, n::int, t, b::jsonb from unnest(?::text[], ?::text[], ?::text[]) as e (n, t, b)
                """,
                id.value(),
                IntStream.rangeClosed(after + 1, after + events.size()).boxed().toList(),
                events.stream().map(EventJson::type).toList(),
                events.stream().map(EventJson::write).toList());
    }

    @Override
    public Optional<Recorded> lock(MigrationId id) {
        return sql.first("select * from migration where id = ? for update", r -> recorded(id, r), id.value());
    }

    @Override
    public Optional<Recorded> find(MigrationId id) {
        return sql.first("select * from migration where id = ?", r -> recorded(id, r), id.value());
    }

    private Recorded recorded(MigrationId id, Row row) {
        List<MigrationEvent> history = sql.list(
                "select type, body from migration_event where migration_id = ? order by sequence",
                r -> EventJson.read(r.text("type"), r.text("body")),
                id.value());
        return new Recorded(
                Migration.replay(history),
                row.instant("requested_at"),
                history.size(),
                row.number("published"),
                new Cause(row.text("requested_by"), row.text("correlation_id"), null));
    }

    @Override
    public void append(Recorded before, List<MigrationEvent> events, Migration after, long published) {
        MigrationId id = after.spec().id();
        Folded folded = Folded.of(after);
        insertEvents(id, before.sequence(), events);
        sql.update(
                """
                update migration set phase = ?, active = ?, reason_code = ?, reason_detail = ?,
                    destination_site = coalesce(?, destination_site), destination_host = coalesce(?, destination_host),
                    since = ?, finished_at = ?, decision_id = coalesce(?, decision_id),
                    downtime_millis = coalesce(?::bigint, downtime_millis),
                    bytes_copied = coalesce(?::bigint, bytes_copied),
                    progress = case when ? then 1 else progress end, sequence = ?, published = ?
                where id = ?
                """,
                after.phase(),
                folded.active(),
                folded.code(),
                folded.detail(),
                folded.site(),
                folded.host(),
                after.since(),
                folded.finishedAt(),
                folded.decision(),
                folded.measured() == null ? null : folded.measured().downtimeMillis(),
                folded.measured() == null ? null : folded.measured().bytesCopied(),
                folded.measured() != null,
                before.sequence() + events.size(),
                published,
                id.value());
    }

    @Override
    public void progress(MigrationId id, double share) {
        sql.update("update migration set progress = ? where id = ? and progress < ?", share, id.value(), share);
    }

    @Override
    public Optional<MigrationId> active(WorkloadId workload, boolean test) {
        return sql.first(
                "select id from migration where workload_id = ? and test = ? and active",
                r -> new MigrationId(r.uuid("id")),
                workload,
                test);
    }

    @Override
    public List<Claim> waiting(int perTenant) {
        return sql.list("""
            select * from (select m.*, row_number() over (partition by tenant, failover order by since, id) as place
                           from migration m where phase = 'QUEUED') queued
            where place <= ?
            """, PostgresMigrationStore::claim, perTenant);
    }

    @Override
    public List<Claim> running() {
        return sql.list("""
            select * from migration where active and phase in ('RESERVING', 'PREPARING_TARGET', 'TRANSFERRING',
                'SWITCHING_OVER', 'VERIFYING', 'ROLLING_BACK', 'CANCELLING', 'INDETERMINATE', 'RECONCILING')
            """, PostgresMigrationStore::claim);
    }

    private static Claim claim(Row r) {
        Set<HostId> hosts = new HashSet<>();
        String source = r.textOrNull("source_host");
        String destination = r.textOrNull("destination_host");
        if (destination != null) {
            hosts.add(new HostId(destination));
        }
        if (source != null && !r.flag("failover") && !r.flag("test")) {
            hosts.add(new HostId(source));
        }
        return new Claim(
                new MigrationId(r.uuid("id")),
                new TenantId(r.text("tenant")),
                r.flag("failover"),
                r.instant("since"),
                hosts);
    }

    @Override
    public Map<TenantId, Instant> lastServed() {
        return sql
                .list(
                        "select tenant, last_served from tenant_share",
                        r -> Map.entry(new TenantId(r.text("tenant")), r.instant("last_served")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void served(TenantId tenant, Instant at) {
        sql.update("""
            insert into tenant_share (tenant, last_served) values (?, ?)
            on conflict (tenant) do update set last_served = excluded.last_served
            """, tenant, at);
    }

    /** What a list shows of a state. */
    private record Folded(
            boolean active,
            @Nullable String code,
            @Nullable String detail,
            @Nullable String site,
            @Nullable String host,
            @Nullable Instant finishedAt,
            @Nullable String decision,
            @Nullable Measured measured) {
        static Folded of(Migration state) {
            Reason reason = state.reason();
            Location to = state.destination();
            boolean finished = state instanceof Finished;
            return new Folded(
                    !finished,
                    reason == null ? null : reason.code(),
                    reason == null ? null : reason.detail(),
                    to == null ? null : to.site().value(),
                    to == null ? null : to.host().value(),
                    finished ? state.since() : null,
                    decision(state),
                    measured(state));
        }

        private static @Nullable String decision(Migration state) {
            if (state instanceof Validating validating && validating.pending() != null) {
                return validating.pending().decisionId();
            }
            if (state instanceof Blocked blocked) {
                return blocked.decisionId();
            }
            if (state instanceof Queued queued) {
                return queued.course().approval().decisionId();
            }
            return state instanceof Underway u ? u.attempt().course().approval().decisionId() : null;
        }

        private static @Nullable Measured measured(Migration state) {
            if (state instanceof Verifying verifying) {
                return verifying.measured();
            }
            return state instanceof Succeeded succeeded ? succeeded.measured() : null;
        }
    }
}
