package dev.leeward.dr.run;

import static dev.leeward.testkit.SeededHistories.transition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.dr.group.RunId;
import dev.leeward.dr.run.PlanRun.Accepted;
import dev.leeward.dr.run.PlanRun.AwaitingCommit;
import dev.leeward.dr.run.PlanRun.Cancelled;
import dev.leeward.dr.run.PlanRun.Committed;
import dev.leeward.dr.run.PlanRun.Failed;
import dev.leeward.dr.run.PlanRun.Interrupted;
import dev.leeward.dr.run.PlanRun.PartiallyFailed;
import dev.leeward.dr.run.PlanRun.Paused;
import dev.leeward.dr.run.PlanRun.PrecheckFailed;
import dev.leeward.dr.run.PlanRun.Prechecking;
import dev.leeward.dr.run.PlanRun.RolledBack;
import dev.leeward.dr.run.PlanRun.Running;
import dev.leeward.dr.run.PlanRun.Succeeded;
import dev.leeward.dr.run.PlanRun.SucceededWithWarnings;
import dev.leeward.dr.run.PlanRun.WaitingForInput;
import dev.leeward.dr.run.RunEvent.CancelAsked;
import dev.leeward.dr.run.RunEvent.CommittedBy;
import dev.leeward.dr.run.RunEvent.Ended;
import dev.leeward.dr.run.RunEvent.EngineLost;
import dev.leeward.dr.run.RunEvent.PrecheckBegan;
import dev.leeward.dr.run.RunEvent.PrecheckPassed;
import dev.leeward.dr.run.RunEvent.PrecheckRefused;
import dev.leeward.dr.run.RunEvent.PromptAnswered;
import dev.leeward.dr.run.RunEvent.PromptRaised;
import dev.leeward.dr.run.RunEvent.Retried;
import dev.leeward.dr.run.RunEvent.RollbackAsked;
import dev.leeward.dr.run.RunEvent.RunPaused;
import dev.leeward.dr.run.RunEvent.RunResumed;
import dev.leeward.testkit.SeededHistories;
import dev.leeward.testkit.SeededHistories.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanRunTest {
    private static final RunId RUN = new RunId("run-1");

    private static final Set<Transition> LIFE_CYCLE = Set.of(
            transition(Accepted.class, PrecheckBegan.class, Prechecking.class),
            transition(Prechecking.class, PrecheckPassed.class, Running.class),
            transition(Prechecking.class, PrecheckRefused.class, PrecheckFailed.class),
            transition(Running.class, RunPaused.class, Paused.class),
            transition(Paused.class, RunResumed.class, Running.class),
            transition(Running.class, EngineLost.class, Interrupted.class),
            transition(Interrupted.class, RunResumed.class, Running.class),
            transition(Running.class, PromptRaised.class, WaitingForInput.class),
            transition(WaitingForInput.class, PromptAnswered.class, Running.class),
            transition(Accepted.class, CancelAsked.class, Running.class),
            transition(Prechecking.class, CancelAsked.class, Running.class),
            transition(Running.class, CancelAsked.class, Running.class),
            transition(WaitingForInput.class, CancelAsked.class, Running.class),
            transition(Paused.class, CancelAsked.class, Running.class),
            transition(Running.class, Ended.class, Succeeded.class),
            transition(Running.class, Ended.class, SucceededWithWarnings.class),
            transition(Running.class, Ended.class, PartiallyFailed.class),
            transition(Running.class, Ended.class, Failed.class),
            transition(Running.class, Ended.class, Cancelled.class),
            transition(Running.class, Ended.class, AwaitingCommit.class),
            transition(Running.class, Ended.class, RolledBack.class),
            transition(PartiallyFailed.class, Retried.class, Running.class),
            transition(Failed.class, Retried.class, Running.class),
            transition(AwaitingCommit.class, CommittedBy.class, Committed.class),
            transition(AwaitingCommit.class, RollbackAsked.class, Running.class),
            transition(PartiallyFailed.class, RollbackAsked.class, Running.class));

    @Test
    void everyTransitionOfTheLifeCycleIsReachedAndNoOther() {
        SeededHistories.<PlanRun, RunEvent>of("plan run")
                .startingFrom(_ -> new Accepted())
                .choosing(PlanRunTest::anythingThatMayHappen)
                .folding(PlanRun::apply)
                .declaring(LIFE_CYCLE)
                .run();
    }

    private static @Nullable RunEvent anythingThatMayHappen(PlanRun state, RandomGenerator random) {
        var possible = new ArrayList<RunEvent>();
        for (var decision : List.of(
                state.pause(RUN, "ann"),
                state.resume(RUN, "ann"),
                state.cancel(RUN, "ann"),
                state.retry(RUN, "ann"),
                state.commit(RUN, "ann"),
                state.rollBack(RUN, RunKind.FAILOVER, "ann"),
                state.answer(RUN, "prompt/1", "ann"))) {
            if (decision instanceof RunDecision.Granted(var event)) {
                possible.add(event);
            }
        }
        switch (state) {
            case Accepted _ -> possible.add(new PrecheckBegan());
            case Prechecking _ -> possible.addAll(List.of(new PrecheckPassed(), new PrecheckRefused("no host")));
            case Running(var phase) -> {
                possible.add(new EngineLost("killed"));
                if (phase == Phase.FORWARD) {
                    possible.add(new PromptRaised("prompt/1"));
                }
                for (var outcome : Outcome.values()) {
                    possible.add(new Ended(outcome));
                }
            }
            case Interrupted _ -> possible.add(new RunResumed("dr-orchestrator"));
            case WaitingForInput _, Paused _, PrecheckFailed _, Succeeded _, SucceededWithWarnings _ -> {}
            case PartiallyFailed _, Failed _, Cancelled _, AwaitingCommit _, Committed _, RolledBack _ -> {}
        }
        return possible.isEmpty() ? null : possible.get(random.nextInt(possible.size()));
    }

    @Test
    void onlyAFailoverThatAwaitsItCanBeCommitted() {
        for (var state : List.of(new Running(Phase.FORWARD), new Succeeded(), new Committed("bob"), new Failed())) {
            assertThat(state.commit(RUN, "ann")).isInstanceOfSatisfying(RunDecision.Refused.class, refused -> {
                assertThat(refused.refusal().code()).isEqualTo("invalid-transition");
                assertThat(refused.refusal().subject()).isEqualTo("run-1");
                assertThat(refused.refusal().remedy()).isNotBlank();
            });
        }
    }

    @Test
    void aTestHasNothingToTakeBack() {
        assertThat(new PartiallyFailed().rollBack(RUN, RunKind.TEST, "ann")).isInstanceOf(RunDecision.Refused.class);
    }
}
