package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Ids;
import dev.leeward.migration.app.EvacuationStore.Evacuation;
import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.evacuation.EvacuationId;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.evacuation.Tally;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Empties a host or a site: one migration for each workload, each through the gate, each to a trusted host elsewhere. */
@ApplicationScoped
public class Evacuations implements WorkHandler {
    private static final Logger LOG = Logger.getLogger(Evacuations.class);
    private static final int BATCH = 100;
    private static final Duration BUSY = Duration.ofSeconds(1);
    private static final Duration SAFETY = Duration.ofSeconds(30);

    private final EvacuationStore evacuations;
    private final WorkloadStore workloads;
    private final MigrationJournal journal;
    private final Destinations destinations;
    private final WorkQueue queue;
    private final EventContext context;
    private final Ids ids;
    private final Clock clock;

    Evacuations(
            EvacuationStore evacuations,
            WorkloadStore workloads,
            MigrationJournal journal,
            Destinations destinations,
            WorkQueue queue,
            EventContext context,
            Ids ids,
            Clock clock) {
        this.evacuations = evacuations;
        this.workloads = workloads;
        this.journal = journal;
        this.destinations = destinations;
        this.queue = queue;
        this.context = context;
        this.ids = ids;
        this.clock = clock;
    }

    /** Begins to empty a host or a site; empty where there is no such thing. */
    @Transactional
    public Optional<EvacuationId> start(Scope scope, String reason, Principal principal) {
        boolean exists = switch (scope) {
            case Scope.OfSite(var site) -> workloads.siteExists(site);
            case Scope.OfHost(var host) -> workloads.host(host).isPresent();
        };
        if (!exists) {
            return Optional.empty();
        }
        EvacuationId id = new EvacuationId(ids.next());
        List<WorkloadId> members = workloads.within(scope);
        evacuations.add(id, scope, reason, principal, context.current(), clock.instant(), members);
        queue.wake(WorkQueue.Kind.EVACUATION, id.value(), clock.instant());
        LOG.infof("evacuation.started evacuation=%s scope=%s workloads=%d", id, scope, members.size());
        return Optional.of(id);
    }

    @Override
    public WorkQueue.Kind kind() {
        return WorkQueue.Kind.EVACUATION;
    }

    @Override
    public Optional<Instant> run(Claim claim) {
        EvacuationId id = new EvacuationId(claim.subject());
        Evacuation evacuation = find(id);
        if (evacuation.finishedAt() != null) {
            return Optional.empty();
        }
        int begun = 0;
        List<WorkloadId> pending = evacuations.pending(id, BATCH);
        for (WorkloadId workload : pending) {
            begun += QuarkusTransaction.requiringNew().call(() -> {
                boolean moved = context.during(evacuation.cause(), () -> begin(evacuation, workload));
                queue.confirm(claim);
                return moved ? 1 : 0;
            });
        }
        if (find(id).tally().state() != Tally.State.RUNNING) {
            return finish(claim, id);
        }
        boolean more = begun > 0 && pending.size() == BATCH;
        return Optional.of(clock.instant().plus(more ? Duration.ZERO : pending.isEmpty() ? SAFETY : BUSY));
    }

    private Optional<Instant> finish(Claim claim, EvacuationId id) {
        QuarkusTransaction.requiringNew().run(() -> {
            evacuations.finish(id, clock.instant());
            queue.confirm(claim);
        });
        LOG.infof("evacuation.finished evacuation=%s tally=%s", id, find(id).tally());
        return Optional.empty();
    }

    /** False where the workload is busy: it is looked at again when that is over. */
    private boolean begin(Evacuation evacuation, WorkloadId id) {
        Optional<Workload> found = workloads.find(id);
        Location present = found.map(w -> w.placement().location()).orElse(null);
        if (found.isEmpty() || present == null || !evacuation.scope().covers(present)) {
            evacuations.left(evacuation.id(), id);
            return true;
        }
        Workload workload = found.get();
        MigrationSpec spec = new MigrationSpec(
                new MigrationId(ids.next()),
                workload.id(),
                workload.name(),
                workload.tenant(),
                workload.labels(),
                Kind.LIVE,
                false,
                present,
                null,
                evacuation.scope().wish(),
                evacuation.principal(),
                new Origin.Evacuation(evacuation.id()));
        evacuations.begun(evacuation.id(), id, spec.id());
        Optional<Migration> begun = journal.begin(spec, destinations::choose);
        if (begun.isEmpty()) {
            evacuations.notBegun(evacuation.id(), id);
        }
        return begun.isPresent();
    }

    private Evacuation find(EvacuationId id) {
        return evacuations
                .find(id)
                .orElseThrow(() -> new IllegalStateException("there is work but no evacuation " + id));
    }
}
