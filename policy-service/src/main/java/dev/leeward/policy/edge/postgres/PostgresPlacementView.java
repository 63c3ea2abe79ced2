package dev.leeward.policy.edge.postgres;

import dev.leeward.policy.app.Order;
import dev.leeward.policy.app.PlacementView;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The view of hosts and workloads, read by primary key: one row a host however many there are. */
@ApplicationScoped
class PostgresPlacementView implements PlacementView {
    private final Sql sql;

    PostgresPlacementView(DataSource database) {
        this.sql = new Sql(database);
    }

    @Override
    public void discovered(Inventoried host, Order order) {
        sql.update(
                """
                insert into host_view (id, name, site, hypervisor, hypervisor_version, labels, inventoried,
                                       inventory_epoch, inventory_sequence)
                values (?, ?, ?, ?, ?, ?::jsonb, true, ?, ?)
                on conflict (id) do update
                   set name = excluded.name, site = excluded.site, hypervisor = excluded.hypervisor,
                       hypervisor_version = excluded.hypervisor_version, labels = excluded.labels, inventoried = true,
                       inventory_epoch = excluded.inventory_epoch, inventory_sequence = excluded.inventory_sequence
                 where (host_view.inventory_epoch, host_view.inventory_sequence)
                     < (excluded.inventory_epoch, excluded.inventory_sequence)
                """,
                host.id().value(),
                host.name(),
                host.site(),
                host.hypervisor(),
                host.hypervisorVersion(),
                Json.write(host.labels()),
                order.epoch(),
                order.sequence());
    }

    @Override
    public void retired(HostId host, Order order) {
        sql.update("""
                insert into host_view (id, inventoried, inventory_epoch, inventory_sequence)
                values (?, false, ?, ?)
                on conflict (id) do update
                   set inventoried = false,
                       inventory_epoch = excluded.inventory_epoch, inventory_sequence = excluded.inventory_sequence
                 where (host_view.inventory_epoch, host_view.inventory_sequence)
                     < (excluded.inventory_epoch, excluded.inventory_sequence)
                """, host.value(), order.epoch(), order.sequence());
    }

    @Override
    public void appraised(HostId host, Trust trust, Order order) {
        sql.update(
                """
                insert into host_view (id, trust_status, trust_reason, attested_at, attested_until, assurance,
                                       trust_epoch, trust_sequence)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
                   set trust_status = excluded.trust_status, trust_reason = excluded.trust_reason,
                       attested_at = excluded.attested_at, attested_until = excluded.attested_until,
                       assurance = excluded.assurance,
                       trust_epoch = excluded.trust_epoch, trust_sequence = excluded.trust_sequence
                 where (host_view.trust_epoch, host_view.trust_sequence)
                     < (excluded.trust_epoch, excluded.trust_sequence)
                """,
                host.value(),
                trust.status().name(),
                trust.reason(),
                trust.attestedAt(),
                trust.attestedUntil(),
                trust.assurance().name(),
                order.epoch(),
                order.sequence());
    }

    @Override
    public void placed(WorkloadView workload, Order order) {
        sql.update(
                """
                insert into workload_view (id, name, tenant, labels, host, site, epoch, sequence)
                values (?, ?, ?, ?::jsonb, ?, ?, ?, ?)
                on conflict (id) do update
                   set name = excluded.name, tenant = excluded.tenant, labels = excluded.labels, host = excluded.host,
                       site = excluded.site, epoch = excluded.epoch, sequence = excluded.sequence
                 where (workload_view.epoch, workload_view.sequence) < (excluded.epoch, excluded.sequence)
                """,
                workload.id().value(),
                workload.name(),
                workload.tenant() == null ? null : workload.tenant().value(),
                Json.write(workload.labels()),
                workload.host() == null ? null : workload.host().value(),
                workload.site(),
                order.epoch(),
                order.sequence());
    }

    @Override
    public Optional<WorkloadView> workload(WorkloadId id) {
        return sql.first(
                row -> new WorkloadView(
                        new WorkloadId(row.getString("id")),
                        row.getString("name"),
                        tenant(row.getString("tenant")),
                        Json.labels(row.getString("labels")),
                        host(row.getString("host")),
                        row.getString("site")),
                "select id, name, tenant, labels, host, site from workload_view where id = ?",
                id.value());
    }

    @Override
    public List<HostView> hosts(Collection<HostId> ids) {
        return sql.query(
                PostgresPlacementView::host, "select * from host_view where id = any (?) and inventoried", (Object)
                        ids.stream().map(HostId::value).toArray(String[]::new));
    }

    private static HostView host(ResultSet row) throws SQLException {
        return new HostView(
                new HostId(row.getString("id")),
                row.getString("name"),
                row.getString("site"),
                row.getString("hypervisor"),
                row.getString("hypervisor_version"),
                Json.labels(row.getString("labels")),
                new Trust(
                        TrustStatus.valueOf(row.getString("trust_status")),
                        row.getString("trust_reason"),
                        Sql.instant(row, "attested_at"),
                        Sql.instant(row, "attested_until"),
                        Assurance.valueOf(row.getString("assurance"))));
    }

    private static @Nullable TenantId tenant(@Nullable String id) {
        return id == null ? null : new TenantId(id);
    }

    private static @Nullable HostId host(@Nullable String id) {
        return id == null ? null : new HostId(id);
    }
}
