package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.run.Advance;
import dev.leeward.dr.run.Phase;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RunEvent;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepState;
import dev.leeward.messaging.EventContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The transactions of a run in an engine's hands. Each one locks the run and checks the engine's fence, so that an
 * engine which was overtaken writes nothing; state, history, orders and events are one commit.
 */
@ApplicationScoped
public class RunTurns {
    private final RunStore runs;
    private final GroupStore groups;
    private final RunTransitions transitions;
    private final StepStarter starter;
    private final Journal journal;
    private final WakeUp wakeUp;
    private final EventContext context;
    private final Clock clock;

    RunTurns(
            RunStore runs,
            GroupStore groups,
            RunTransitions transitions,
            StepStarter starter,
            Journal journal,
            WakeUp wakeUp,
            EventContext context,
            Clock clock) {
        this.runs = runs;
        this.groups = groups;
        this.transitions = transitions;
        this.starter = starter;
        this.journal = journal;
        this.wakeUp = wakeUp;
        this.context = context;
        this.clock = clock;
    }

    /** What an engine does next. */
    sealed interface Turn {
        /** Carry these out, record their results, and take another turn. */
        record Perform(List<GroupWork.Task> tasks) implements Turn {}

        /** The run was let go of: it waits for answers, for a person, or is over. */
        record LetGo() implements Turn {}

        /** Another engine took the run over. */
        record Overtaken() implements Turn {}
    }

    @Transactional
    Optional<Claim> claim(String engine, Duration lease) {
        return runs.claim(engine, lease);
    }

    @Transactional
    boolean heartbeat(Claim claim, Duration lease) {
        return runs.heartbeat(claim, lease);
    }

    /** Says that the engine before went away, and that this one goes on. */
    @Transactional
    void takeOver(Claim claim) {
        runs.lockFor(claim)
                .ifPresent(run -> as(run, () -> {
                    if (run.state() instanceof PlanRun.Running) {
                        var reason = "the engine that drove the run went away";
                        var interrupted = transitions.apply(run, new RunEvent.EngineLost(reason));
                        journal.record(interrupted, new RunFact.Interrupted(reason));
                        var resumed = transitions.apply(interrupted, new RunEvent.RunResumed("dr-orchestrator"));
                        journal.record(resumed, new RunFact.Resumed("dr-orchestrator"));
                    }
                }));
    }

    /** Moves the run on as far as it goes without asking a site. */
    @Transactional
    Turn turn(Claim claim) {
        var locked = runs.lockFor(claim);
        if (locked.isEmpty()) {
            return new Turn.Overtaken();
        }
        var turns = new ArrayList<Turn>(1);
        as(locked.get(), () -> turns.add(advance(claim, locked.get())));
        wakeUp.announce();
        return turns.getFirst();
    }

    private Turn advance(Claim claim, Run accepted) {
        var run = accepted.state() instanceof PlanRun.Accepted
                ? transitions.apply(accepted, new RunEvent.PrecheckBegan())
                : accepted;
        var steps = expire(run, runs.steps(run.id()));
        if (run.state() instanceof PlanRun.Prechecking) {
            var prechecks = steps.stream()
                    .filter(step -> step.action() == StepAction.PRECHECK_GROUP)
                    .toList();
            if (prechecks.stream().allMatch(step -> step.state().terminal())) {
                var failed = prechecks.stream()
                        .filter(step -> step.state() instanceof StepState.Failed)
                        .findFirst();
                if (failed.isPresent() && failed.get().state() instanceof StepState.Failed f) {
                    transitions.refuse(run, steps, f.reason());
                    runs.release(claim, Optional.empty());
                    return new Turn.LetGo();
                }
                run = transitions.apply(run, new RunEvent.PrecheckPassed());
            }
        }
        return switch (run.state()) {
            case PlanRun.Prechecking _ -> proceed(claim, run, Phase.FORWARD, steps);
            case PlanRun.Running(var phase) -> proceed(claim, run, phase, steps);
            case PlanRun.WaitingForInput _, PlanRun.Paused _ -> letGo(claim, steps);
            case PlanRun.Accepted _, PlanRun.PrecheckFailed _, PlanRun.Interrupted _, PlanRun.Succeeded _ ->
                letGo(claim, List.of());
            case PlanRun.SucceededWithWarnings _, PlanRun.PartiallyFailed _, PlanRun.Failed _ ->
                letGo(claim, List.of());
            case PlanRun.Cancelled _, PlanRun.AwaitingCommit _, PlanRun.Committed _, PlanRun.RolledBack _ ->
                letGo(claim, List.of());
        };
    }

    private Turn proceed(Claim claim, Run run, Phase phase, List<Step> before) {
        var steps = before.stream().collect(Collectors.toMap(Step::id, s -> s, (a, _) -> a, LinkedHashMap::new));
        boolean again = true;
        while (again) {
            again = false;
            var advance = Advance.of(run.kind(), phase, List.copyOf(steps.values()));
            runs.saveSteps(run.id(), advance.changed());
            advance.changed().forEach(step -> steps.put(step.id(), step));
            if (advance.outcome().isPresent()) {
                transitions.end(run, advance.outcome().get(), List.copyOf(steps.values()));
                runs.release(claim, Optional.empty());
                return new Turn.LetGo();
            }
            var ready = steps.values().stream()
                    .filter(step -> step.state() instanceof StepState.Ready)
                    .toList();
            for (var started : starter.start(run, ready)) {
                steps.put(started.id(), started);
                again |= started.state().terminal();
            }
        }
        var now = List.copyOf(steps.values());
        var prompt = now.stream()
                .filter(step -> step.action() == StepAction.PROMPT && step.state() instanceof StepState.Running)
                .findFirst();
        if (prompt.isPresent() && phase == Phase.FORWARD) {
            var asked = prompt.get();
            var waiting =
                    transitions.apply(run, new RunEvent.PromptRaised(asked.id().value()));
            journal.record(
                    waiting,
                    new RunFact.PromptRaised(asked.id().value(), asked.prompt().orElse("")));
            return letGo(claim, now);
        }
        var tasks = tasks(run, now);
        return tasks.isEmpty() ? letGo(claim, now) : new Turn.Perform(tasks);
    }

    /** Steps on groups that are under way: begun just now, or by an engine that went away. */
    private List<GroupWork.Task> tasks(Run run, List<Step> steps) {
        var open = steps.stream()
                .filter(step -> step.state() instanceof StepState.Running
                        && !step.action().ordered()
                        && step.action() != StepAction.PROMPT)
                .toList();
        if (open.isEmpty()) {
            return List.of();
        }
        Map<GroupId, Group> known = groups.lockAll(run.tenant(), run.groups()).stream()
                .map(StoredGroup::group)
                .collect(Collectors.toMap(Group::id, g -> g));
        return open.stream()
                .flatMap(step -> step.group().map(known::get).stream()
                        .map(group -> new GroupWork.Task(
                                run,
                                group,
                                step,
                                Step.orderId(run.id(), step.id(), step.state().attempt()))))
                .toList();
    }

    private Turn letGo(Claim claim, List<Step> steps) {
        var now = clock.instant();
        var due = steps.stream()
                .flatMap(step -> deadline(step).stream())
                .min(Instant::compareTo)
                .map(deadline -> Duration.between(now, deadline).plusMillis(1));
        runs.release(claim, due.map(d -> d.isNegative() ? Duration.ZERO : d));
        return new Turn.LetGo();
    }

    /** Keeps the result of a step on a group, unless the engine was overtaken or the step has moved on. */
    @Transactional
    void record(Claim claim, GroupWork.Task task, StepResult result) {
        runs.lockFor(claim).ifPresent(run -> as(run, () -> keep(run, task, result)));
        wakeUp.announce();
    }

    private void keep(Run run, GroupWork.Task task, StepResult result) {
        var current = runs.step(run.id(), task.step().id());
        if (current.isEmpty()
                || !(current.get().state() instanceof StepState.Running(var attempt, var startedAt, var _))
                || attempt != task.step().state().attempt()) {
            return;
        }
        var step = current.get();
        var now = clock.instant();
        switch (result) {
            case StepResult.NotYet _ -> {}
            case StepResult.Done(var detail, var warning, var promotion, var accepted) -> {
                promotion.ifPresent(p -> runs.promoted(run.id(), task.group().id(), p.point(), p.lag(), accepted));
                var done = step.in(new StepState.Succeeded(attempt, startedAt, now, detail, warning));
                runs.saveSteps(run.id(), List.of(done));
                journal.record(run, new RunFact.StepSucceeded(done, detail, Duration.between(startedAt, now)));
            }
            case StepResult.Failed(var code, var reason) -> fail(run, step, startedAt, now, code, reason);
        }
    }

    /** Lets go of a run whose steps on groups are all still under way, to ask again soon. */
    @Transactional
    void askAgain(Claim claim, Duration delay) {
        runs.lockFor(claim).ifPresent(_ -> runs.release(claim, Optional.of(delay)));
    }

    private List<Step> expire(Run run, List<Step> steps) {
        var now = clock.instant();
        return steps.stream()
                .map(step -> {
                    var deadline = deadline(step);
                    return deadline.isPresent() && !deadline.get().isAfter(now)
                            ? fail(
                                    run,
                                    step,
                                    startedAt(step).orElse(now),
                                    now,
                                    Advance.DEADLINE_EXCEEDED,
                                    "no outcome by " + deadline.get()
                                            + "; see where the subject is, then retry or roll back.")
                            : step;
                })
                .toList();
    }

    private Step fail(Run run, Step step, Instant startedAt, Instant now, String code, String reason) {
        var failed = step.in(new StepState.Failed(step.state().attempt(), startedAt, now, code, reason));
        runs.saveSteps(run.id(), List.of(failed));
        journal.record(run, new RunFact.StepFailed(failed, code, reason));
        return failed;
    }

    private static Optional<Instant> deadline(Step step) {
        return switch (step.state()) {
            case StepState.Running r -> Optional.of(r.deadline());
            case StepState.Indeterminate i -> Optional.of(i.deadline());
            case StepState.Pending _, StepState.Ready _, StepState.Succeeded _, StepState.Failed _ -> Optional.empty();
            case StepState.Skipped _, StepState.Compensated _ -> Optional.empty();
        };
    }

    private static Optional<Instant> startedAt(Step step) {
        return switch (step.state()) {
            case StepState.Running r -> Optional.of(r.startedAt());
            case StepState.Indeterminate i -> Optional.of(i.startedAt());
            case StepState.Pending _, StepState.Ready _, StepState.Succeeded _, StepState.Failed _ -> Optional.empty();
            case StepState.Skipped _, StepState.Compensated _ -> Optional.empty();
        };
    }

    /** Says what follows in the name of whoever asked for the run, under the run's correlation. */
    private void as(Run run, Runnable work) {
        var cause = new EventContext.Cause(run.requester().id(), run.correlationId(), null);
        context.during(cause, () -> {
            work.run();
            return run.id();
        });
    }
}
