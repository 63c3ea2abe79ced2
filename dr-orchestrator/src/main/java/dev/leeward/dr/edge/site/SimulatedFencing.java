package dev.leeward.dr.edge.site;

import dev.leeward.dr.app.FencingPort;
import dev.leeward.dr.app.SiteUnreachable;
import dev.leeward.dr.app.StaleEpoch;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;

/** The fences of simulated sites. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class SimulatedFencing implements FencingPort {
    private final Sql sql;

    SimulatedFencing(Sql sql) {
        this.sql = sql;
    }

    @Override
    public String revoke(List<WorkloadId> workloads, SiteId site, long epoch) {
        set(workloads, site, epoch, false);
        return "site " + site + " gave up " + workloads.size() + " workloads at epoch " + epoch;
    }

    @Override
    public void acquire(List<WorkloadId> workloads, SiteId site, long epoch) {
        set(workloads, site, epoch, true);
    }

    private void set(List<WorkloadId> workloads, SiteId site, long epoch, boolean granted) {
        if (!reachable(site)) {
            throw new SiteUnreachable(site);
        }
        for (var workload : workloads) {
            int changed = sql.update("""
                    insert into simulator.fence (workload_id, site, epoch, granted) values (?, ?, ?, ?)
                    on conflict (workload_id, site) do update set epoch = excluded.epoch, granted = excluded.granted
                    where fence.epoch <= excluded.epoch""", workload, site, epoch, granted);
            if (changed == 0) {
                long seen = sql.first(
                                "select epoch from simulator.fence where workload_id = ? and site = ?",
                                row -> row.number("epoch"),
                                workload,
                                site)
                        .orElse(epoch);
                throw new StaleEpoch("workload " + workload + " at site " + site, epoch, seen);
            }
        }
    }

    @Override
    public boolean reachable(SiteId site) {
        return sql.first("select site from simulator.dead_site where site = ?", row -> row.text("site"), site)
                .isEmpty();
    }
}
