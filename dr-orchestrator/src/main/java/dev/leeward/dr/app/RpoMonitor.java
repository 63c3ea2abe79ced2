package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupEvent;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.ProtectionGroup;
import dev.leeward.dr.replication.ReplicationHealth;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Holds every group's replication against its RPO, and says when the answer changes. */
@ApplicationScoped
public class RpoMonitor {
    private static final Logger LOG = Logger.getLogger(RpoMonitor.class);

    private final Watch watch;
    private final ReplicationPort replication;
    private final DrConfig config;

    private @Nullable Ticker ticker;

    RpoMonitor(Watch watch, ReplicationPort replication, DrConfig config) {
        this.watch = watch;
        this.replication = replication;
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        ticker = Ticker.every(config.rpoCheckEvery(), "rpo-monitor", this::check);
    }

    void onStop(@Observes ShutdownEvent event) {
        if (ticker != null) {
            ticker.close();
        }
    }

    /** Looks at every group once; the sites are asked outside of any transaction. */
    void check() {
        for (var stored : watch.all()) {
            var group = stored.group();
            try {
                if (group.state() instanceof ProtectionGroup.Configuring) {
                    replication.protect(group);
                    watch.configured(group.id());
                } else {
                    watch.observed(
                            group.id(),
                            ReplicationHealth.of(
                                    replication.status(group.id()),
                                    group.definition().rpo()));
                }
            } catch (RuntimeException e) {
                LOG.warnf(e, "group-not-checked group=%s", group.id());
            }
        }
    }

    /** The transactions of the monitor. */
    @ApplicationScoped
    public static class Watch {
        private final GroupStore groups;
        private final Journal journal;

        Watch(GroupStore groups, Journal journal) {
            this.groups = groups;
            this.journal = journal;
        }

        @Transactional
        List<StoredGroup> all() {
            return groups.all();
        }

        @Transactional
        void configured(GroupId id) {
            groups.lock(id)
                    .filter(stored -> stored.group().state() instanceof ProtectionGroup.Configuring)
                    .ifPresent(
                            stored -> journal.apply(stored, new GroupEvent.ProtectionConfigured(), Optional.empty()));
        }

        @Transactional
        void observed(GroupId id, ReplicationHealth health) {
            groups.lock(id).ifPresent(stored -> {
                var next = noteRpo(stored, health);
                next.group().state().observe(health).ifPresent(event -> {
                    var after = journal.apply(next, event, Optional.empty());
                    if (event instanceof GroupEvent.SplitBrainSeen) {
                        after.group()
                                .definition()
                                .workloads()
                                .forEach(workload -> journal.record(after, new GroupFact.SplitBrainDetected(workload)));
                    }
                });
            });
        }

        private StoredGroup noteRpo(StoredGroup stored, ReplicationHealth health) {
            var group = stored.group();
            var rpo = group.definition().rpo().allowed();
            return switch (health) {
                case ReplicationHealth.Late(var lag, var _)
                when !group.breached() -> note(stored, true, new GroupFact.RpoBreached(lag, rpo));
                case ReplicationHealth.Healthy(var lag)
                when group.breached() -> note(stored, false, new GroupFact.RpoRestored(lag, rpo));
                case ReplicationHealth.Late _, ReplicationHealth.Healthy _, ReplicationHealth.Syncing _ -> stored;
                case ReplicationHealth.Broken _, ReplicationHealth.Diverged _, ReplicationHealth.Promoted _ -> stored;
            };
        }

        private StoredGroup note(StoredGroup stored, boolean breached, GroupFact fact) {
            var group = stored.group();
            var next = new StoredGroup(
                    new Group(group.definition(), group.state(), group.epoch(), breached), stored.createdAt());
            groups.save(next);
            journal.record(next, fact);
            return next;
        }
    }
}
