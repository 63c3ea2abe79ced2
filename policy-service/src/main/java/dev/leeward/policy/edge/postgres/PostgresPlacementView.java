package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.Order;
import dev.leeward.policy.app.PlacementView;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.WorkloadView;
import jakarta.enterprise.context.ApplicationScoped;

/** The view of hosts and workloads: one row each. */
@ApplicationScoped
class PostgresPlacementView implements PlacementView {
    private final Sql sql;

    PostgresPlacementView(Sql sql) {
        this.sql = sql;
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
                                       asset_tag, trust_epoch, trust_sequence)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
                   set trust_status = excluded.trust_status, trust_reason = excluded.trust_reason,
                       attested_at = excluded.attested_at, attested_until = excluded.attested_until,
                       assurance = excluded.assurance, asset_tag = excluded.asset_tag,
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
                trust.assetTag() == null ? null : trust.assetTag().name(),
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
}
