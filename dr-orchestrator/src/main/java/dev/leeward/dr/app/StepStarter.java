package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins steps: writes the intent down, with its deadline, and the order where migration-service does the work. */
@ApplicationScoped
public class StepStarter {
    /** A prompt waits for a person; it too lapses in the end. */
    private static final Duration PROMPT_DEADLINE = Duration.ofDays(365);

    private final RunStore runs;
    private final GroupStore groups;
    private final PlacementView placements;
    private final Journal journal;
    private final DrConfig config;
    private final Clock clock;

    StepStarter(
            RunStore runs, GroupStore groups, PlacementView placements, Journal journal, DrConfig config, Clock clock) {
        this.runs = runs;
        this.groups = groups;
        this.placements = placements;
        this.journal = journal;
        this.config = config;
        this.clock = clock;
    }

    /** Begins each of these steps; one that has nothing to do comes back as done. */
    List<Step> start(Run run, List<Step> ready) {
        if (ready.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        var known = placements.find(
                ready.stream().flatMap(step -> step.workload().stream()).toList());
        var orders = new Orders(run);
        var begun = ready.stream().map(step -> begin(step, now)).toList();
        runs.saveSteps(run.id(), begun);
        journal.record(
                run, begun.stream().<RunFact>map(RunFact.StepStarted::new).toList());
        var started = new ArrayList<Step>();
        var settled = new ArrayList<Step>();
        var ordered = new ArrayList<MoveOrder>();
        var there = "it is at site " + run.direction().to() + " already";
        for (var step : begun) {
            if (step.action().ordered() && alreadyThere(run, step, known)) {
                var done = step.in(new StepState.Succeeded(step.state().attempt(), now, now, there, false));
                settled.add(done);
                started.add(done);
            } else {
                if (step.action().ordered()) {
                    ordered.add(orders.of(step));
                }
                started.add(step);
            }
        }
        runs.saveSteps(run.id(), settled);
        journal.record(
                run,
                settled.stream()
                        .<RunFact>map(step -> new RunFact.StepSucceeded(step, there, Duration.ZERO))
                        .toList());
        journal.order(run, ordered);
        return started;
    }

    private Step begin(Step step, Instant now) {
        var limit = step.action() == StepAction.PROMPT
                ? PROMPT_DEADLINE
                : step.action().ordered() ? config.moveDeadline() : config.groupDeadline();
        return step.in(new StepState.Running(step.state().attempt() + 1, now, now.plus(limit)));
    }

    /**
     * A workload that somebody moved there before needs no order. On the way back this view may lag behind the
     * run's own moves, so there it is not asked.
     */
    private static boolean alreadyThere(Run run, Step step, Map<WorkloadId, PlacementView.Placement> known) {
        return switch (step.action()) {
            case MIGRATE_WORKLOAD, RECOVER_WORKLOAD ->
                step.workload()
                        .map(known::get)
                        .filter(placement ->
                                destination(run, step.action()).value().equals(placement.site()))
                        .isPresent();
            case TEST_WORKLOAD, CLEAN_UP_WORKLOAD, RETURN_WORKLOAD -> false;
            case PRECHECK_GROUP, OPEN_TEST_COPY, CLOSE_TEST_COPY, SYNC_GROUP, FINAL_SYNC, FENCE_SOURCE -> false;
            case PROMOTE_REPLICA, UNFENCE_SOURCE, RESTORE_PROTECTION, REVERSE_REPLICATION, AWAIT_SYNC, PROMPT -> false;
        };
    }

    private static SiteId destination(Run run, StepAction action) {
        return action == StepAction.RETURN_WORKLOAD
                ? run.direction().from()
                : run.direction().to();
    }

    /** Writes the orders of one run; reads what it needs once. */
    private final class Orders {
        private final Run run;
        private final Map<GroupId, ReplicationMode> modes = new HashMap<>();
        private final Map<GroupId, String> points = new HashMap<>();

        Orders(Run run) {
            this.run = run;
            groups.lockAll(run.tenant(), run.groups()).stream()
                    .map(StoredGroup::group)
                    .map(Group::definition)
                    .forEach(definition -> modes.put(definition.id(), definition.mode()));
            runs.promotions(run.id())
                    .forEach(promotion ->
                            points.put(promotion.group(), promotion.point().id()));
        }

        MoveOrder of(Step step) {
            var workload = step.workload()
                    .orElseThrow(() -> new IllegalArgumentException("step " + step.id() + " moves no workload"));
            var action = step.action();
            boolean cleanup = action == StepAction.CLEAN_UP_WORKLOAD;
            boolean test = cleanup || action == StepAction.TEST_WORKLOAD;
            return new MoveOrder(
                    Step.orderId(run.id(), step.id(), step.state().attempt()),
                    step.id(),
                    step.state().attempt(),
                    workload,
                    kind(step),
                    test,
                    cleanup,
                    destination(run, action),
                    kind(step) == MoveOrder.Kind.RECOVERY ? step.group().map(points::get) : Optional.empty(),
                    deadline(step));
        }

        private MoveOrder.Kind kind(Step step) {
            boolean inPlace =
                    step.action() == StepAction.MIGRATE_WORKLOAD || step.action() == StepAction.RETURN_WORKLOAD;
            if (!inPlace) {
                return MoveOrder.Kind.RECOVERY;
            }
            @Nullable ReplicationMode mode = step.group().map(modes::get).orElse(null);
            return mode == ReplicationMode.SYNCHRONOUS ? MoveOrder.Kind.LIVE : MoveOrder.Kind.COLD;
        }

        private Instant deadline(Step step) {
            return step.state() instanceof StepState.Running running
                    ? running.deadline()
                    : clock.instant().plus(config.moveDeadline());
        }
    }
}
