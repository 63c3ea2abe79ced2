package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.OrderStore;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Orders, and the test copies that some of them want removed. */
@ApplicationScoped
class PostgresOrderStore implements OrderStore {
    private final Sql sql;

    PostgresOrderStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean remember(String orderId, WorkloadId workload, Instant at) {
        return sql.update(
                        "insert into move_order (order_id, workload_id, received_at) values (?, ?, ?) on conflict do"
                                + " nothing",
                        orderId,
                        workload,
                        at)
                > 0;
    }

    @Override
    public void add(Cleanup c) {
        sql.update(
                """
                insert into test_cleanup (id, order_id, workload_id, workload_name, tenant, kind, site_id, actor,
                    correlation_id, asked_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                c.id().value(),
                c.orderId(),
                c.workload(),
                c.workloadName(),
                c.tenant(),
                c.kind(),
                c.site(),
                c.cause().actor(),
                c.cause().correlationId(),
                c.askedAt());
    }

    @Override
    public Optional<Cleanup> cleanup(MigrationId id) {
        return sql.first(
                "select * from test_cleanup where id = ?",
                r -> new Cleanup(
                        id,
                        r.text("order_id"),
                        new WorkloadId(r.text("workload_id")),
                        r.text("workload_name"),
                        new TenantId(r.text("tenant")),
                        Kind.valueOf(r.text("kind")),
                        new SiteId(r.text("site_id")),
                        new Cause(r.text("actor"), r.text("correlation_id"), null),
                        r.instant("asked_at")),
                id.value());
    }
}
