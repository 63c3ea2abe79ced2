package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupEvent;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.run.Outcome;
import dev.leeward.dr.run.RunEvent;
import dev.leeward.dr.run.RunEvent.Ended;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a change of a run's state brings with it: facts, figures, and what becomes of its groups. */
@ApplicationScoped
public class RunTransitions {
    private final RunStore runs;
    private final GroupStore groups;
    private final Journal journal;
    private final Clock clock;

    RunTransitions(RunStore runs, GroupStore groups, Journal journal, Clock clock) {
        this.runs = runs;
        this.groups = groups;
        this.journal = journal;
        this.clock = clock;
    }

    Run apply(Run run, RunEvent event) {
        var next = run.after(event);
        runs.save(next);
        return next;
    }

    /** The precheck found something; nothing was touched. */
    Run refuse(Run run, List<Step> steps, String reason) {
        var now = clock.instant();
        var skipped = steps.stream()
                .filter(step -> !step.state().terminal())
                .map(step -> step.in(new StepState.Skipped(step.state().attempt(), "the precheck failed")))
                .toList();
        runs.saveSteps(run.id(), skipped);
        var next = run.after(new RunEvent.PrecheckRefused(reason)).finished(now, Optional.empty(), Optional.empty());
        runs.save(next);
        complete(next, steps);
        settleGroups(next, Outcome.FAILED, steps);
        return next;
    }

    /** Every step of the phase is terminal. */
    Run end(Run run, Outcome outcome, List<Step> steps) {
        var rto = steps.stream()
                .filter(step -> step.action().movesForward())
                .flatMap(step -> finished(step).stream())
                .max(Comparator.naturalOrder())
                .map(last -> Duration.between(run.acceptedAt(), last));
        var rpo = runs.promotions(run.id()).stream()
                .map(RunStore.PromotionRecord::lag)
                .max(Comparator.naturalOrder());
        var next = run.after(new Ended(outcome)).finished(clock.instant(), rto, rpo);
        runs.save(next);
        if (outcome == Outcome.ROLLED_BACK) {
            journal.record(next, new RunFact.RolledBack(run.requester().id()));
        } else {
            complete(next, steps);
        }
        settleGroups(next, outcome, steps);
        return next;
    }

    /** A person made the failover final. */
    void settleCommitted(Run run) {
        eachGroup(run, _ -> Optional.of(new GroupEvent.FailoverEnded(run.id())));
    }

    private void complete(Run run, List<Step> steps) {
        journal.record(
                run,
                new RunFact.Completed(
                        run.state().phaseName(),
                        run.rto().orElse(Duration.ZERO),
                        run.rpo().orElse(Duration.ZERO),
                        count(steps, StepState.Succeeded.class),
                        count(steps, StepState.Failed.class)));
    }

    private void settleGroups(Run run, Outcome outcome, List<Step> steps) {
        var id = run.id();
        switch (run.kind()) {
            case TEST -> eachGroup(run, group -> Optional.of(ended(id, copies(steps, group))));
            case CLEANUP -> {
                boolean clean = outcome == Outcome.SUCCEEDED || outcome == Outcome.SUCCEEDED_WITH_WARNINGS;
                eachGroup(
                        run,
                        _ -> Optional.of(
                                clean ? new GroupEvent.CleanupEnded(id) : new GroupEvent.CleanupAbandoned(id)));
            }
            case REPROTECT -> eachGroup(run, group -> Optional.of(turned(id, synced(steps, group))));
            case PLANNED_MIGRATION, FAILOVER, FORCED_FAILOVER -> eachGroup(run, _ -> moved(id, outcome));
        }
    }

    private static GroupEvent ended(RunId run, boolean copies) {
        return copies ? new GroupEvent.TestEnded(run) : new GroupEvent.TestAbandoned(run);
    }

    private static GroupEvent turned(RunId run, boolean synced) {
        return synced ? new GroupEvent.ReprotectEnded(run) : new GroupEvent.ReprotectAbandoned(run);
    }

    /** A partly failed run, and one that awaits its commit, keeps its groups. */
    private static Optional<GroupEvent> moved(RunId run, Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED, SUCCEEDED_WITH_WARNINGS -> Optional.of(new GroupEvent.FailoverEnded(run));
            case FAILED, CANCELLED, ROLLED_BACK -> Optional.of(new GroupEvent.FailoverAbandoned(run));
            case PARTIALLY_FAILED, AWAITING_COMMIT -> Optional.empty();
        };
    }

    /** Whether a test made, or may have made, copies of a group. */
    private static boolean copies(List<Step> steps, GroupId group) {
        return steps.stream()
                .filter(step -> step.group().filter(group::equals).isPresent())
                .anyMatch(step -> step.action() == StepAction.TEST_WORKLOAD
                        ? step.state().attempt() > 0
                        : step.action() == StepAction.OPEN_TEST_COPY && step.state() instanceof StepState.Succeeded);
    }

    private static boolean synced(List<Step> steps, GroupId group) {
        return steps.stream()
                .filter(step -> step.group().filter(group::equals).isPresent())
                .anyMatch(
                        step -> step.action() == StepAction.AWAIT_SYNC && step.state() instanceof StepState.Succeeded);
    }

    private void eachGroup(Run run, Settlement settlement) {
        for (var stored : groups.lockAll(run.tenant(), run.groups())) {
            var holder = stored.group().state().heldBy();
            if (holder.filter(run.id()::equals).isPresent()) {
                settlement.of(stored.group().id()).ifPresent(event -> {
                    var next = journal.apply(stored, event, Optional.of(run.id()));
                    if (event instanceof GroupEvent.ReprotectEnded) {
                        journal.record(next, new GroupFact.Reprotected(run.id()));
                    }
                });
            }
        }
    }

    private static Optional<Instant> finished(Step step) {
        return step.state() instanceof StepState.Succeeded done ? Optional.of(done.finishedAt()) : Optional.empty();
    }

    private static int count(List<Step> steps, Class<? extends StepState> state) {
        return (int)
                steps.stream().filter(step -> state.isInstance(step.state())).count();
    }

    /** What becomes of a group. */
    private interface Settlement {
        Optional<GroupEvent> of(GroupId group);
    }
}
