package dev.leeward.dr.app;

import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepGraph;
import dev.leeward.dr.run.StepState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes in what migration-service says about the orders. Orders of others are none of our business. */
@ApplicationScoped
public class MoveAnswers {
    private final RunStore runs;
    private final Journal journal;
    private final WakeUp wakeUp;
    private final Clock clock;

    MoveAnswers(RunStore runs, Journal journal, WakeUp wakeUp, Clock clock) {
        this.runs = runs;
        this.journal = journal;
        this.wakeUp = wakeUp;
        this.clock = clock;
    }

    /**
     * An order was carried out. That counts whenever it comes: after the deadline, or after a retry, the workload
     * is where it was wanted all the same.
     */
    @Transactional
    public void succeeded(String orderId, String host, long downtimeMillis, String detail) {
        with(orderId, (run, step, _) -> {
            if (step.state() instanceof StepState.Succeeded || step.state() instanceof StepState.Compensated) {
                return;
            }
            var now = clock.instant();
            var startedAt = startedAt(step, now);
            var done = step.in(new StepState.Succeeded(step.state().attempt(), startedAt, now, detail, false));
            runs.saveSteps(run.id(), List.of(done));
            runs.placed(run.id(), step.id(), host.isBlank() ? null : host, downtimeMillis);
            if (step.action() == StepAction.RETURN_WORKLOAD) {
                compensate(run, step, now);
            }
            journal.record(run, new RunFact.StepSucceeded(done, detail, Duration.between(startedAt, now)));
        });
    }

    /** An order could not be carried out; the workload is where it was. */
    @Transactional
    public void failed(String orderId, String code, String reason) {
        with(orderId, (run, step, attempt) -> {
            if (step.state().inFlight() && step.state().attempt() == attempt) {
                var now = clock.instant();
                var failed = step.in(new StepState.Failed(attempt, startedAt(step, now), now, code, reason));
                runs.saveSteps(run.id(), List.of(failed));
                journal.record(run, new RunFact.StepFailed(failed, code, reason));
            }
        });
    }

    /** Contact was lost during switch-over; the outcome follows. */
    @Transactional
    public void indeterminate(String orderId, String reason) {
        with(orderId, (run, step, attempt) -> {
            if (step.state() instanceof StepState.Running(var current, var startedAt, var deadline)
                    && current == attempt) {
                runs.saveSteps(
                        run.id(), List.of(step.in(new StepState.Indeterminate(attempt, startedAt, deadline, reason))));
            }
        });
    }

    private void compensate(Run run, Step returned, Instant now) {
        returned.workload()
                .flatMap(workload -> runs.step(run.id(), StepGraph.move(workload)))
                .ifPresent(move -> runs.saveSteps(
                        run.id(),
                        List.of(move.in(new StepState.Compensated(move.state().attempt(), now)))));
    }

    private void with(String orderId, Effect effect) {
        runs.ordered(orderId).ifPresent(ordered -> {
            // The run first: whoever changes a step holds its run.
            var run = runs.lock(ordered.run());
            var step = runs.step(ordered.run(), ordered.step());
            if (run.isPresent() && step.isPresent()) {
                effect.on(run.get(), step.get(), ordered.attempt());
                wakeUp.wake(ordered.run());
            }
        });
    }

    private static Instant startedAt(Step step, Instant otherwise) {
        return switch (step.state()) {
            case StepState.Running r -> r.startedAt();
            case StepState.Indeterminate i -> i.startedAt();
            case StepState.Failed f -> f.startedAt();
            case StepState.Pending _, StepState.Ready _, StepState.Succeeded _ -> otherwise;
            case StepState.Skipped _, StepState.Compensated _ -> otherwise;
        };
    }

    /** What an answer does to the step that it is for. */
    private interface Effect {
        void on(Run run, Step step, int attempt);
    }
}
