package dev.leeward.dr.edge.site;

import dev.leeward.dr.app.SiteSimulator;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.ReplicationState;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Faults of simulated sites, on demand. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class SimulatorFaults implements SiteSimulator {
    private final Sql sql;
    private final Clock clock;

    SimulatorFaults(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public boolean replication(GroupId group, ReplicationState state, Duration lag) {
        if (state == ReplicationState.IN_SYNC || state == ReplicationState.INITIAL_SYNC) {
            return sql.update(
                            "update simulator.replication set state = 'INITIAL_SYNC', stopped_at = null where group_id = ?",
                            group)
                    == 1;
        }
        var stopped = clock.instant().truncatedTo(ChronoUnit.MILLIS).minus(lag);
        boolean known = sql.update(
                        "update simulator.replication set state = ?, stopped_at = ? where group_id = ?",
                        state,
                        stopped,
                        group)
                == 1;
        if (known) {
            sql.update("delete from simulator.bookmark where group_id = ? and taken_at > ?", group, stopped);
            sql.update("""
                    insert into simulator.bookmark (group_id, id, taken_at) values (?, ?, ?)
                    on conflict (group_id, id) do nothing""", group, group + "-last-" + stopped.toEpochMilli(), stopped);
        }
        return known;
    }

    @Override
    public void site(SiteId site, boolean dead) {
        if (dead) {
            sql.update("insert into simulator.dead_site (site) values (?) on conflict do nothing", site);
        } else {
            sql.update("delete from simulator.dead_site where site = ?", site);
        }
    }
}
