package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.PlanStore;
import dev.leeward.dr.app.StoredPlan;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recovery plans in PostgreSQL. */
@ApplicationScoped
class PostgresPlanStore implements PlanStore {
    private final Sql sql;
    private final Documents documents;

    PostgresPlanStore(Sql sql, Documents documents) {
        this.sql = sql;
        this.documents = documents;
    }

    @Override
    public boolean insert(StoredPlan plan) {
        int inserted = sql.update(
                """
                insert into recovery_plan (id, tenant, version, groups, document, updated_at)
                values (?, ?, ?, ?, ?::jsonb, ?) on conflict (id) do nothing""",
                plan.id(),
                plan.tenant(),
                plan.version(),
                plan.document().groups(),
                documents.plan(plan.document()),
                plan.updatedAt());
        if (inserted == 1) {
            keepVersion(plan);
        }
        return inserted == 1;
    }

    @Override
    public Optional<StoredPlan> find(TenantId tenant, PlanId id) {
        return sql.first("select * from recovery_plan where tenant = ? and id = ?", this::plan, tenant, id);
    }

    @Override
    public boolean replace(StoredPlan next) {
        int updated = sql.update(
                """
                update recovery_plan set version = ?, groups = ?, document = ?::jsonb, updated_at = ?
                where id = ? and tenant = ? and version = ?""",
                next.version(),
                next.document().groups(),
                documents.plan(next.document()),
                next.updatedAt(),
                next.id(),
                next.tenant(),
                next.version() - 1);
        if (updated == 1) {
            keepVersion(next);
        }
        return updated == 1;
    }

    private void keepVersion(StoredPlan plan) {
        sql.update("""
                insert into recovery_plan_version (plan_id, version, document, created_at) values (?, ?, ?::jsonb, ?)
                on conflict (plan_id, version) do update set document = excluded.document,
                  created_at = excluded.created_at""", plan.id(), plan.version(), documents.plan(plan.document()), plan.updatedAt());
    }

    @Override
    public void delete(PlanId id) {
        sql.update("delete from recovery_plan where id = ?", id);
    }

    @Override
    public List<StoredPlan> list(TenantId tenant, int limit, @Nullable String after) {
        return sql.list(
                "select * from recovery_plan where tenant = ? and id > ? order by id limit ?",
                this::plan,
                tenant,
                after == null ? "" : after,
                limit);
    }

    @Override
    public List<PlanId> naming(GroupId group) {
        return sql.list(
                "select id from recovery_plan where groups @> ? order by id",
                row -> new PlanId(row.text("id")),
                List.of(group));
    }

    private StoredPlan plan(Row row) {
        return new StoredPlan(
                new PlanId(row.text("id")),
                new TenantId(row.text("tenant")),
                row.integer("version"),
                documents.plan(row.text("document")),
                row.instant("updated_at"));
    }
}
