package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext;
import dev.leeward.migration.app.MigrationStore.Recorded;
import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.WorkQueue.WorkAffected;
import dev.leeward.migration.migration.Attempt;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.Migration.Active;
import dev.leeward.migration.migration.Migration.Cancelling;
import dev.leeward.migration.migration.Migration.Finished;
import dev.leeward.migration.migration.Migration.Indeterminate;
import dev.leeward.migration.migration.Migration.PreparingTarget;
import dev.leeward.migration.migration.Migration.Queued;
import dev.leeward.migration.migration.Migration.Reconciling;
import dev.leeward.migration.migration.Migration.Requested;
import dev.leeward.migration.migration.Migration.Reserving;
import dev.leeward.migration.migration.Migration.RollingBack;
import dev.leeward.migration.migration.Migration.Succeeded;
import dev.leeward.migration.migration.Migration.SwitchingOver;
import dev.leeward.migration.migration.Migration.Transferring;
import dev.leeward.migration.migration.Migration.Validating;
import dev.leeward.migration.migration.Migration.Verifying;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationEvent.MoveRequested;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.placement.Placement;
import dev.leeward.migration.placement.Workload;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The one way in which a migration changes: lock, decide, fold, append, announce, and wake whoever goes on with it, all
 * in one transaction.
 */
@ApplicationScoped
public class MigrationJournal {
    private static final Logger LOG = Logger.getLogger(MigrationJournal.class);
    /** Nothing but a wake-up is expected. */
    private static final Duration LONG = Duration.ofHours(1);

    private final MigrationStore migrations;
    private final WorkloadStore workloads;
    private final EvacuationStore evacuations;
    private final Announcements announcements;
    private final WorkQueue queue;
    private final EventContext context;
    private final MigrationConfig config;
    private final MeterRegistry meters;
    private final Event<WorkAffected> affected;
    private final Clock clock;

    MigrationJournal(
            MigrationStore migrations,
            WorkloadStore workloads,
            EvacuationStore evacuations,
            Announcements announcements,
            WorkQueue queue,
            EventContext context,
            MigrationConfig config,
            MeterRegistry meters,
            Event<WorkAffected> affected,
            Clock clock) {
        this.migrations = migrations;
        this.workloads = workloads;
        this.evacuations = evacuations;
        this.announcements = announcements;
        this.queue = queue;
        this.context = context;
        this.config = config;
        this.meters = meters;
        this.affected = affected;
        this.clock = clock;
    }

    /** The state after a decision; {@code decision} says whether it was granted. */
    public record Outcome(Migration state, Decision decision) {}

    /** Begins a migration and takes its first decision; empty where the workload has an active one of this sort. */
    @Transactional
    public Optional<Migration> begin(MigrationSpec spec, Function<Migration, Decision> first) {
        Instant now = clock.instant();
        MoveRequested requested = new MoveRequested(spec, now);
        Migration begun = Migration.begin(requested);
        List<MigrationEvent> events = new ArrayList<>(List.of(requested));
        if (first.apply(begun) instanceof Decision.Accepted(var more)) {
            events.addAll(more);
        }
        List<Told> told = tell(begun, events.subList(1, events.size()));
        Migration after = told.isEmpty() ? begun : told.getLast().after();
        if (!migrations.insert(events, after, count(told), context.current())) {
            return Optional.empty();
        }
        announce(told, now, 0);
        follow(after);
        wake(after);
        return Optional.of(after);
    }

    /** Changes a migration from outside its executor; empty where there is no such migration. */
    @Transactional
    public Optional<Outcome> change(MigrationId id, Function<Migration, Decision> decide) {
        return migrations.lock(id).map(before -> {
            Outcome outcome = decide(before, decide);
            if (!outcome.state().equals(before.state())) {
                wake(outcome.state());
            }
            return outcome;
        });
    }

    /** Changes a migration as whoever holds its work; fails where the lease was lost. */
    @Transactional
    public Migration advance(Claim claim, Function<Migration, Decision> decide) {
        Recorded before = migrations
                .lock(new MigrationId(claim.subject()))
                .orElseThrow(() -> new IllegalStateException("there is work but no migration " + claim.subject()));
        queue.confirm(claim);
        return context.during(before.cause(), () -> decide(before, decide).state());
    }

    private Outcome decide(Recorded before, Function<Migration, Decision> decide) {
        Decision decision = decide.apply(before.state());
        if (!(decision instanceof Decision.Accepted(var events)) || events.isEmpty()) {
            return new Outcome(before.state(), decision);
        }
        List<Told> told = tell(before.state(), events);
        Migration after = told.getLast().after();
        migrations.append(before, events, after, before.published() + count(told));
        announce(told, before.requestedAt(), before.published());
        follow(after);
        return new Outcome(after, decision);
    }

    /** An event, and the state that it led to. */
    private record Told(MigrationEvent event, Migration after, boolean concernsOthers) {}

    private List<Told> tell(Migration from, List<MigrationEvent> events) {
        List<Told> told = new ArrayList<>();
        Migration state = from;
        for (MigrationEvent event : events) {
            state = state.apply(event);
            told.add(new Told(event, state, announcements.concernsOthers(state, event)));
        }
        return told;
    }

    private static long count(List<Told> told) {
        return told.stream().filter(Told::concernsOthers).count();
    }

    private void announce(List<Told> told, Instant requestedAt, long published) {
        long sequence = published;
        for (Told t : told) {
            if (t.concernsOthers()) {
                announcements.lifecycle(t.after(), t.event(), requestedAt, ++sequence);
            }
        }
    }

    private void follow(Migration after) {
        MigrationSpec spec = after.spec();
        LOG.infof(
                "migration.%s migration=%s workload=%s tenant=%s from=%s to=%s reason=%s",
                after.phase(),
                spec.id(),
                spec.workload(),
                spec.tenant(),
                spec.source(),
                after.destination(),
                after.reason() == null ? "" : after.reason().code());
        if (after instanceof Succeeded succeeded && !spec.test()) {
            place(spec, succeeded.attempt());
        }
        if (after instanceof Queued || after instanceof Finished) {
            affected.fire(new WorkAffected(WorkQueue.Kind.SLOTS, WorkQueue.ALONE));
        }
        if (after instanceof Finished) {
            meters.counter(
                            "leeward.migrations.finished",
                            "phase",
                            after.phase().name(),
                            "kind",
                            spec.kind().name())
                    .increment();
            if (spec.origin() instanceof Origin.Evacuation(var evacuation)) {
                evacuations.settled(spec.id(), after.phase());
                affected.fire(new WorkAffected(WorkQueue.Kind.EVACUATION, evacuation.value()));
            }
        }
    }

    private void place(MigrationSpec spec, Attempt attempt) {
        Workload workload = workloads
                .lock(spec.workload())
                .orElseThrow(() -> new IllegalStateException("there is no workload " + spec.workload()));
        Placement placement = workload.placement().moved(attempt.destination(), attempt.epoch());
        workloads.place(spec.workload(), placement);
        announcements.placement(workload.at(placement), workloads.nextPlacementSequence(spec.workload()), spec.id());
    }

    private void wake(Migration state) {
        UUID subject = state.spec().id().value();
        nextLook(state)
                .ifPresentOrElse(
                        at -> queue.wake(WorkQueue.Kind.MIGRATION, subject, at),
                        () -> queue.drop(WorkQueue.Kind.MIGRATION, subject));
    }

    /** When the executor should look at a migration again; empty where it is over. */
    Optional<Instant> nextLook(Migration state) {
        Instant now = clock.instant();
        return switch (state) {
            case Finished _ -> Optional.empty();
            case Validating s ->
                Optional.of(beforeLapse(
                        s,
                        s.pending() == null
                                ? s.since().plus(config.deadlines().gate())
                                : s.pending().until()));
            case Queued s -> Optional.of(beforeLapse(s, now.plus(LONG)));
            case Requested _, Reserving _, PreparingTarget _, Transferring _, SwitchingOver _ -> Optional.of(now);
            case Verifying _, RollingBack _, Cancelling _, Indeterminate _, Reconciling _ -> Optional.of(now);
        };
    }

    private static Instant beforeLapse(Active state, Instant look) {
        return state.spec().origin() instanceof Origin.Order order
                        && order.deadline().isBefore(look)
                ? order.deadline()
                : look;
    }
}
