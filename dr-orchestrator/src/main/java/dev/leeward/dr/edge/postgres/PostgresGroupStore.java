package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.GroupStore;
import dev.leeward.dr.app.StoredGroup;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupDefinition;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.ProtectionGroup;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.replication.Rpo;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Protection groups in PostgreSQL. */
@ApplicationScoped
class PostgresGroupStore implements GroupStore {
    private static final String SELECT = "select * from protection_group ";

    private final Sql sql;

    PostgresGroupStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean insert(StoredGroup stored) {
        var group = stored.group();
        var definition = group.definition();
        var columns = Columns.of(group.state());
        int inserted = sql.update(
                """
                insert into protection_group (id, tenant, name, workloads, rpo_millis, replication, phase, from_site,
                  to_site, run_id, test_run_id, reason, epoch, breached, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing""",
                definition.id(),
                definition.tenant(),
                definition.name(),
                definition.workloads(),
                definition.rpo().allowed(),
                definition.mode(),
                group.state().phase(),
                group.state().direction().from(),
                group.state().direction().to(),
                columns.run(),
                columns.test(),
                columns.reason(),
                group.epoch(),
                group.breached(),
                stored.createdAt());
        if (inserted == 1) {
            sql.batch(
                    "insert into protected_workload (workload_id, group_id) values (?, ?)",
                    definition.workloads().stream()
                            .map(workload -> new @Nullable Object[] {workload, definition.id()})
                            .toList());
        }
        return inserted == 1;
    }

    @Override
    public Optional<StoredGroup> find(TenantId tenant, GroupId id) {
        return sql.first(SELECT + "where tenant = ? and id = ?", PostgresGroupStore::group, tenant, id);
    }

    @Override
    public Optional<StoredGroup> lock(GroupId id) {
        return sql.first(SELECT + "where id = ? for update", PostgresGroupStore::group, id);
    }

    @Override
    public List<StoredGroup> lockAll(TenantId tenant, Collection<GroupId> ids) {
        return sql.list(
                SELECT + "where tenant = ? and id = any(?) order by id for update",
                PostgresGroupStore::group,
                tenant,
                ids);
    }

    @Override
    public List<StoredGroup> list(TenantId tenant, int limit, @Nullable String after) {
        return sql.list(
                SELECT + "where tenant = ? and id > ? order by id limit ?",
                PostgresGroupStore::group,
                tenant,
                after == null ? "" : after,
                limit);
    }

    @Override
    public List<StoredGroup> all() {
        return sql.list(SELECT + "order by id", PostgresGroupStore::group);
    }

    @Override
    public Map<WorkloadId, GroupId> holders(Collection<WorkloadId> workloads) {
        return sql
                .list(
                        "select workload_id, group_id from protected_workload where workload_id = any(?)",
                        row -> Map.entry(new WorkloadId(row.text("workload_id")), new GroupId(row.text("group_id"))),
                        workloads)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void save(StoredGroup stored) {
        var group = stored.group();
        var columns = Columns.of(group.state());
        sql.update(
                """
                update protection_group set phase = ?, from_site = ?, to_site = ?, run_id = ?, test_run_id = ?,
                  reason = ?, epoch = ?, breached = ?
                where id = ?""",
                group.state().phase(),
                group.state().direction().from(),
                group.state().direction().to(),
                columns.run(),
                columns.test(),
                columns.reason(),
                group.epoch(),
                group.breached(),
                group.id());
    }

    @Override
    public void delete(GroupId id) {
        sql.update("delete from protection_group where id = ?", id);
    }

    @Override
    public long nextSequence(GroupId id) {
        return sql.first(
                        "update protection_group set sequence = sequence + 1 where id = ? returning sequence",
                        row -> row.number("sequence"),
                        id)
                .orElseThrow(() -> new IllegalStateException("group " + id + " is gone"));
    }

    private static StoredGroup group(Row row) {
        var definition = new GroupDefinition(
                new GroupId(row.text("id")),
                new TenantId(row.text("tenant")),
                row.text("name"),
                row.texts("workloads").stream().map(WorkloadId::new).toList(),
                new Rpo(Duration.ofMillis(row.number("rpo_millis"))),
                ReplicationMode.valueOf(row.text("replication")));
        return new StoredGroup(
                new Group(definition, state(row), row.number("epoch"), row.flag("breached")),
                row.instant("created_at"));
    }

    private static ProtectionGroup state(Row row) {
        var direction = new Direction(new SiteId(row.text("from_site")), new SiteId(row.text("to_site")));
        var phase = row.text("phase");
        return switch (phase) {
            case "Configuring" -> new ProtectionGroup.Configuring(direction);
            case "InitialSync" -> new ProtectionGroup.InitialSync(direction);
            case "Protected" -> new ProtectionGroup.Protected(direction);
            case "RpoBreached" -> new ProtectionGroup.RpoBreached(direction);
            case "Degraded" -> new ProtectionGroup.Degraded(direction, row.text("reason"));
            case "Paused" -> new ProtectionGroup.Paused(direction);
            case "Testing" ->
                new ProtectionGroup.Testing(
                        direction, new RunId(row.text("run_id")), new RunId(row.text("test_run_id")));
            case "CleanupRequired" ->
                new ProtectionGroup.CleanupRequired(direction, new RunId(row.text("test_run_id")));
            case "FailingOver" -> new ProtectionGroup.FailingOver(direction, new RunId(row.text("run_id")));
            case "FailedOver" -> new ProtectionGroup.FailedOver(direction);
            case "Reprotecting" -> new ProtectionGroup.Reprotecting(direction, new RunId(row.text("run_id")));
            case "RecoveryRequired" -> new ProtectionGroup.RecoveryRequired(direction, row.text("reason"));
            default -> throw new IllegalStateException("protection_group.phase is '" + phase + "'");
        };
    }

    /** What a state knows besides its direction. */
    private record Columns(
            @Nullable String run,
            @Nullable String test,
            @Nullable String reason) {
        static Columns of(ProtectionGroup state) {
            return switch (state) {
                case ProtectionGroup.Testing(var _, var run, var test) -> new Columns(run.value(), test.value(), null);
                case ProtectionGroup.CleanupRequired(var _, var test) -> new Columns(null, test.value(), null);
                case ProtectionGroup.FailingOver(var _, var run) -> new Columns(run.value(), null, null);
                case ProtectionGroup.Reprotecting(var _, var run) -> new Columns(run.value(), null, null);
                case ProtectionGroup.Degraded(var _, var reason) -> new Columns(null, null, reason);
                case ProtectionGroup.RecoveryRequired(var _, var reason) -> new Columns(null, null, reason);
                case ProtectionGroup.Configuring _, ProtectionGroup.InitialSync _, ProtectionGroup.Protected _ ->
                    new Columns(null, null, null);
                case ProtectionGroup.RpoBreached _, ProtectionGroup.Paused _, ProtectionGroup.FailedOver _ ->
                    new Columns(null, null, null);
            };
        }
    }
}
