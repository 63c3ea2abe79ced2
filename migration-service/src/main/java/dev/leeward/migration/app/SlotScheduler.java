package dev.leeward.migration.app;

import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.fairness.FairQueue;
import dev.leeward.migration.fairness.Slots;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Progress;
import dev.leeward.migration.placement.Placement;
import dev.leeward.migration.placement.Workload;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Hands the free migration slots out, and with each the fencing token of the change. */
@ApplicationScoped
class SlotScheduler implements WorkHandler {
    /** Wake-ups do the work; this only catches what a changed configuration frees. */
    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final MigrationStore migrations;
    private final WorkloadStore workloads;
    private final MigrationJournal journal;
    private final WorkQueue queue;
    private final Slots slots;
    private final Clock clock;

    SlotScheduler(
            MigrationStore migrations,
            WorkloadStore workloads,
            MigrationJournal journal,
            WorkQueue queue,
            MigrationConfig config,
            Clock clock) {
        this.migrations = migrations;
        this.workloads = workloads;
        this.journal = journal;
        this.queue = queue;
        this.slots = config.slots().toSlots();
        this.clock = clock;
    }

    @Override
    public WorkQueue.Kind kind() {
        return WorkQueue.Kind.SLOTS;
    }

    @Override
    public Optional<Instant> run(Claim claim) {
        List<dev.leeward.migration.fairness.Claim> waiting = migrations.waiting(slots.global());
        if (!waiting.isEmpty()) {
            FairQueue.grant(waiting, migrations.running(), slots, migrations.lastServed())
                    .forEach(id -> grant(claim, id));
        }
        return Optional.of(clock.instant().plus(SAFETY));
    }

    private void grant(Claim claim, MigrationId id) {
        QuarkusTransaction.requiringNew().run(() -> {
            journal.change(id, this::granted);
            queue.confirm(claim);
        });
    }

    private Decision granted(Migration migration) {
        if (!(migration instanceof Queued queued)) {
            return Decision.NOTHING;
        }
        Instant now = clock.instant();
        Workload workload = workloads
                .lock(queued.spec().workload())
                .orElseThrow(() -> new IllegalStateException(
                        "there is no workload " + queued.spec().workload()));
        migrations.served(queued.spec().tenant(), now);
        if (queued.spec().test()) {
            return Progress.granted(migration, workload.placement().issued(), now);
        }
        Placement placement = workload.placement().issueNext();
        workloads.place(workload.id(), placement);
        return Progress.granted(migration, placement.issued(), now);
    }
}
