package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.run.RunDecision;
import dev.leeward.dr.run.RunEvent;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepGraph;
import dev.leeward.dr.run.StepId;
import dev.leeward.dr.run.StepState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What people do with a run that exists. */
@ApplicationScoped
public class RunControl {
    private final RunStore runs;
    private final GroupStore groups;
    private final PlacementView placements;
    private final RunAdmission admission;
    private final RunTransitions transitions;
    private final Journal journal;
    private final WakeUp wakeUp;
    private final Clock clock;

    RunControl(
            RunStore runs,
            GroupStore groups,
            PlacementView placements,
            RunAdmission admission,
            RunTransitions transitions,
            Journal journal,
            WakeUp wakeUp,
            Clock clock) {
        this.runs = runs;
        this.groups = groups;
        this.placements = placements;
        this.admission = admission;
        this.transitions = transitions;
        this.journal = journal;
        this.wakeUp = wakeUp;
        this.clock = clock;
    }

    /** Nothing new starts; what is under way comes to its end. */
    @Transactional
    public Answer<Run> pause(TenantId tenant, RunId id, Requester by) {
        return decide(tenant, id, run -> run.state().pause(id, by.id()), (run, event) -> {
            var next = transitions.apply(run, event);
            journal.record(next, new RunFact.Paused(by.id()));
            return next;
        });
    }

    @Transactional
    public Answer<Run> resume(TenantId tenant, RunId id, Requester by) {
        return decide(tenant, id, run -> run.state().resume(id, by.id()), (run, event) -> {
            var next = transitions.apply(run, event);
            journal.record(next, new RunFact.Resumed(by.id()));
            return next;
        });
    }

    /** Starts nothing more; what was ordered comes to its end first. */
    @Transactional
    public Answer<Run> cancel(TenantId tenant, RunId id, Requester by) {
        return decide(tenant, id, run -> run.state().cancel(id, by.id()), (run, event) -> {
            // A question that nobody needs to answer any more is not under way.
            var dropped = runs.steps(id).stream()
                    .filter(step ->
                            step.action() == StepAction.PROMPT && step.state().inFlight())
                    .map(step -> step.in(new StepState.Skipped(step.state().attempt(), "the run was cancelled")))
                    .toList();
            runs.saveSteps(id, dropped);
            return transitions.apply(run, event);
        });
    }

    /** Tries the unfinished steps again, and only those. */
    @Transactional
    public Answer<Run> retry(TenantId tenant, RunId id, Requester by) {
        var locked = runs.lock(id).filter(run -> run.tenant().equals(tenant));
        if (locked.isEmpty()) {
            return Answer.unknown("plan run", id.value());
        }
        var run = locked.get();
        if (run.state().retry(id, by.id()) instanceof RunDecision.Refused(var refusal)) {
            return Answer.declined(refusal);
        }
        var steps = runs.steps(id);
        var unfinished = steps.stream()
                .filter(step -> !step.action().backward() && !(step.state() instanceof StepState.Succeeded))
                .toList();
        var held = groups.lockAll(tenant, touched(unfinished));
        var refusals = held.stream()
                .map(StoredGroup::group)
                .flatMap(group -> admission.refusals(run.document(), List.of(group), run.kind(), id).stream())
                .filter(refusal -> !refusal.code().equals("unknown-group"))
                .toList();
        if (!refusals.isEmpty()) {
            return new Answer.Declined<>(refusals);
        }
        admission.hold(held, run.kind(), id);
        runs.saveSteps(
                id,
                unfinished.stream()
                        .map(step -> step.in(new StepState.Pending(step.state().attempt())))
                        .toList());
        var next = transitions.apply(run.onBehalfOf(by), new RunEvent.Retried(by.id()));
        journal.record(next, new RunFact.Resumed(by.id()));
        wakeUp.wake(id);
        return Answer.done(next);
    }

    /** Declares a failover final. */
    @Transactional
    public Answer<Run> commit(TenantId tenant, RunId id, Requester by) {
        return decide(tenant, id, run -> run.state().commit(id, by.id()), (run, event) -> {
            var next = transitions.apply(run, event);
            journal.record(next, new RunFact.Committed(by.id()));
            transitions.settleCommitted(next);
            return next;
        });
    }

    /** Takes everything back that moved. */
    @Transactional
    public Answer<Run> rollBack(TenantId tenant, RunId id, Requester by) {
        return decide(tenant, id, run -> run.state().rollBack(id, run.kind(), by.id()), (run, event) -> {
            var steps = runs.steps(id);
            var held = groups.lockAll(tenant, run.groups()).stream()
                    .map(StoredGroup::group)
                    .toList();
            runs.addSteps(id, StepGraph.backward(run.document(), held, moved(run, steps)));
            runs.saveSteps(
                    id,
                    steps.stream()
                            .filter(step ->
                                    step.action().backward() && step.state().terminal())
                            .map(step ->
                                    step.in(new StepState.Pending(step.state().attempt())))
                            .toList());
            return transitions.apply(run.onBehalfOf(by), event);
        });
    }

    /** Answers a prompt; the run goes on. */
    @Transactional
    public Answer<Run> answer(TenantId tenant, RunId id, String prompt, String answer, Requester by) {
        return decide(tenant, id, run -> run.state().answer(id, prompt, by.id()), (run, event) -> {
            runs.step(id, new StepId(prompt)).ifPresent(step -> {
                if (step.state() instanceof StepState.Running(var attempt, var startedAt, var _)) {
                    var now = clock.instant();
                    var done = step.in(new StepState.Succeeded(attempt, startedAt, now, "answered: " + answer, false));
                    runs.saveSteps(id, List.of(done));
                    journal.record(
                            run,
                            new RunFact.StepSucceeded(done, "answered: " + answer, Duration.between(startedAt, now)));
                }
            });
            var next = transitions.apply(run, event);
            journal.record(next, new RunFact.PromptAnswered(prompt, by.id(), answer));
            return next;
        });
    }

    /** Workloads that the run brought, or may have brought, to the recovery site. */
    private Set<WorkloadId> moved(Run run, List<Step> steps) {
        var moves = steps.stream().filter(step -> step.action().movesForward()).toList();
        var known = placements.find(
                moves.stream().flatMap(step -> step.workload().stream()).toList());
        var moved = new HashSet<WorkloadId>();
        for (var step : moves) {
            step.workload().ifPresent(workload -> {
                var placement = known.get(workload);
                boolean there =
                        placement != null && run.direction().to().value().equals(placement.site());
                if (step.state() instanceof StepState.Succeeded || (step.state().attempt() > 0 && there)) {
                    moved.add(workload);
                }
            });
        }
        return moved;
    }

    private static Set<GroupId> touched(List<Step> steps) {
        return steps.stream().flatMap(step -> step.group().stream()).collect(Collectors.toSet());
    }

    private Answer<Run> decide(TenantId tenant, RunId id, Question question, Effect effect) {
        Optional<Run> locked = runs.lock(id).filter(run -> run.tenant().equals(tenant));
        if (locked.isEmpty()) {
            return Answer.unknown("plan run", id.value());
        }
        return switch (question.ask(locked.get())) {
            case RunDecision.Refused(var refusal) -> Answer.declined(refusal);
            case RunDecision.Granted(var event) -> {
                var next = effect.of(locked.get(), event);
                wakeUp.wake(id);
                yield Answer.done(next);
            }
        };
    }

    /** What a run is asked. */
    private interface Question {
        RunDecision ask(Run run);
    }

    /** What follows from its consent. */
    private interface Effect {
        Run of(Run run, RunEvent event);
    }
}
