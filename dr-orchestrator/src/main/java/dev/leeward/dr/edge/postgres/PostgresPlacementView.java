package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.PlacementView;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Placements in PostgreSQL. */
@ApplicationScoped
class PostgresPlacementView implements PlacementView {
    private final Sql sql;

    PostgresPlacementView(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void placed(Placement placement) {
        sql.update(
                """
                insert into placement (workload_id, name, tenant, site, host, epoch) values (?, ?, ?, ?, ?, ?)
                on conflict (workload_id) do update set name = excluded.name, tenant = excluded.tenant,
                  site = excluded.site, host = excluded.host, epoch = excluded.epoch
                where placement.epoch <= excluded.epoch""",
                placement.workload(),
                placement.name(),
                placement.tenant().orElse(null),
                placement.site(),
                placement.host(),
                placement.epoch());
    }

    @Override
    public Map<WorkloadId, Placement> find(Collection<WorkloadId> workloads) {
        return sql
                .list(
                        "select * from placement where workload_id = any(?)",
                        row -> new Placement(
                                new WorkloadId(row.text("workload_id")),
                                row.text("name"),
                                Optional.ofNullable(row.textOrNull("tenant")).map(TenantId::new),
                                row.textOrNull("site"),
                                row.textOrNull("host"),
                                row.number("epoch")),
                        workloads)
                .stream()
                .collect(Collectors.toMap(Placement::workload, Function.identity()));
    }
}
