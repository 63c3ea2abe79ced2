package dev.leeward.dr.run;

import dev.leeward.dr.group.CorruptHistory;
import dev.leeward.dr.group.Refusal;
import dev.leeward.dr.group.RunId;
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

/** The phase of life that a plan run is in. */
public sealed interface PlanRun {
    /** Written down; no engine took it on yet. */
    record Accepted() implements PlanRun {}

    /** Every group is checked. */
    record Prechecking() implements PlanRun {}

    /** Something stood in the way; nothing was touched. */
    record PrecheckFailed(String reason) implements PlanRun {}

    /** Steps are under way. */
    record Running(Phase phase) implements PlanRun {}

    /** A person must answer a prompt. */
    record WaitingForInput(String prompt) implements PlanRun {}

    /** Nothing new starts until somebody resumes it. */
    record Paused(Phase phase) implements PlanRun {}

    /** Its engine went away; the next one resumes it by itself. */
    record Interrupted(Phase phase) implements PlanRun {}

    record Succeeded() implements PlanRun {}

    record SucceededWithWarnings() implements PlanRun {}

    /** Some workloads moved, some did not: retry the rest, or roll back. */
    record PartiallyFailed() implements PlanRun {}

    /** Nothing moved. */
    record Failed() implements PlanRun {}

    record Cancelled() implements PlanRun {}

    /** Everything runs at the recovery site; somebody must say whether it stays. */
    record AwaitingCommit() implements PlanRun {}

    record Committed(String by) implements PlanRun {}

    record RolledBack() implements PlanRun {}

    /** The name of the phase, as in the glossary. */
    default String phaseName() {
        return getClass().getSimpleName();
    }

    /** Whether an engine has, or may get, work to do. */
    default boolean underWay() {
        return switch (this) {
            case Accepted _, Prechecking _, Running _, WaitingForInput _, Paused _, Interrupted _ -> true;
            case PrecheckFailed _, Succeeded _, SucceededWithWarnings _, PartiallyFailed _, Failed _ -> false;
            case Cancelled _, AwaitingCommit _, Committed _, RolledBack _ -> false;
        };
    }

    default RunDecision pause(RunId id, String by) {
        return switch (this) {
            case Running(var phase) when phase == Phase.FORWARD -> granted(new RunPaused(by));
            case Running _, Accepted _, Prechecking _, WaitingForInput _, Paused _, Interrupted _ ->
                refused(id, "paused", "Only a run that goes through its plan can be paused.");
            case PrecheckFailed _, Succeeded _, SucceededWithWarnings _, PartiallyFailed _, Failed _, Cancelled _ ->
                over(id, "paused");
            case AwaitingCommit _, Committed _, RolledBack _ -> over(id, "paused");
        };
    }

    default RunDecision resume(RunId id, String by) {
        return switch (this) {
            case Paused _ -> granted(new RunResumed(by));
            case Accepted _, Prechecking _, Running _, Interrupted _ ->
                refused(id, "resumed", "It is not paused; it goes on by itself.");
            case WaitingForInput(var prompt) -> refused(id, "resumed", "Answer its prompt '" + prompt + "'.");
            case PrecheckFailed _, Succeeded _, SucceededWithWarnings _, PartiallyFailed _, Failed _, Cancelled _ ->
                over(id, "resumed");
            case AwaitingCommit _, Committed _, RolledBack _ -> over(id, "resumed");
        };
    }

    default RunDecision cancel(RunId id, String by) {
        return switch (this) {
            case Running(var phase) when phase == Phase.FORWARD -> granted(new CancelAsked(by));
            case Accepted _, Prechecking _, WaitingForInput _, Paused _ -> granted(new CancelAsked(by));
            case Running _, Interrupted _ -> refused(id, "cancelled", "It is coming to its end; wait for it.");
            case PrecheckFailed _, Succeeded _, SucceededWithWarnings _, PartiallyFailed _, Failed _, Cancelled _ ->
                over(id, "cancelled");
            case AwaitingCommit _ -> refused(id, "cancelled", "Commit it or roll it back.");
            case Committed _, RolledBack _ -> over(id, "cancelled");
        };
    }

    default RunDecision retry(RunId id, String by) {
        return switch (this) {
            case PartiallyFailed _, Failed _ -> granted(new Retried(by));
            case Accepted _, Prechecking _, Running _, WaitingForInput _, Paused _, Interrupted _ ->
                refused(id, "retried", "It is still under way.");
            case PrecheckFailed _, Cancelled _ -> refused(id, "retried", "Start a new run of the plan.");
            case Succeeded _, SucceededWithWarnings _, AwaitingCommit _, Committed _, RolledBack _ ->
                refused(id, "retried", "It has no unfinished steps.");
        };
    }

    default RunDecision commit(RunId id, String by) {
        return this instanceof AwaitingCommit
                ? granted(new CommittedBy(by))
                : refused(id, "committed", "Only a failover that awaits it can be committed.");
    }

    default RunDecision rollBack(RunId id, RunKind kind, String by) {
        return switch (this) {
            case AwaitingCommit _ -> granted(new RollbackAsked(by));
            case PartiallyFailed _ when kind.moves() -> granted(new RollbackAsked(by));
            case PartiallyFailed _ -> refused(id, "rolled back", "A run that moves nothing has nothing to take back.");
            case Accepted _, Prechecking _, Running _, WaitingForInput _, Paused _, Interrupted _ ->
                refused(id, "rolled back", "Cancel it first, or wait for its end.");
            case Committed _ -> refused(id, "rolled back", "It is final: reprotect, then run a planned migration.");
            case PrecheckFailed _, Succeeded _, SucceededWithWarnings _, Failed _, Cancelled _, RolledBack _ ->
                refused(id, "rolled back", "Only a failover that awaits its commit, or a partly failed run, can be.");
        };
    }

    default RunDecision answer(RunId id, String prompt, String by) {
        return this instanceof WaitingForInput(var asked) && asked.equals(prompt)
                ? granted(new PromptAnswered(prompt, by))
                : refused(id, "answered", "It does not wait for an answer to '" + prompt + "'.");
    }

    /** The rows are the whole life cycle; anything else is corrupt history. */
    default PlanRun apply(RunEvent event) {
        return switch (new Row(this, event)) {
            case Row(Accepted _, PrecheckBegan _) -> new Prechecking();
            case Row(Prechecking _, PrecheckPassed _) -> new Running(Phase.FORWARD);
            case Row(Prechecking _, PrecheckRefused(var reason)) -> new PrecheckFailed(reason);

            case Row(Running(var phase), RunPaused _) -> new Paused(phase);
            case Row(Paused(var phase), RunResumed _) -> new Running(phase);
            case Row(Running(var phase), EngineLost _) -> new Interrupted(phase);
            case Row(Interrupted(var phase), RunResumed _) -> new Running(phase);
            case Row(Running _, PromptRaised(var prompt)) -> new WaitingForInput(prompt);
            case Row(WaitingForInput(var asked), PromptAnswered(var answered, var _))
            when asked.equals(answered) -> new Running(Phase.FORWARD);

            case Row(Accepted _, CancelAsked _) -> new Running(Phase.CANCELLING);
            case Row(Prechecking _, CancelAsked _) -> new Running(Phase.CANCELLING);
            case Row(Running _, CancelAsked _) -> new Running(Phase.CANCELLING);
            case Row(WaitingForInput _, CancelAsked _) -> new Running(Phase.CANCELLING);
            case Row(Paused _, CancelAsked _) -> new Running(Phase.CANCELLING);

            case Row(Running _, Ended(var outcome)) -> ended(outcome);
            case Row(PartiallyFailed _, Retried _) -> new Running(Phase.FORWARD);
            case Row(Failed _, Retried _) -> new Running(Phase.FORWARD);
            case Row(AwaitingCommit _, CommittedBy(var by)) -> new Committed(by);
            case Row(AwaitingCommit _, RollbackAsked _) -> new Running(Phase.ROLLBACK);
            case Row(PartiallyFailed _, RollbackAsked _) -> new Running(Phase.ROLLBACK);

            case Row(var _, PrecheckBegan _), Row(var _, PrecheckPassed _), Row(var _, PrecheckRefused _) ->
                throw new CorruptHistory(this, event);
            case Row(var _, RunPaused _), Row(var _, RunResumed _), Row(var _, EngineLost _) ->
                throw new CorruptHistory(this, event);
            case Row(var _, PromptRaised _), Row(var _, PromptAnswered _), Row(var _, CancelAsked _) ->
                throw new CorruptHistory(this, event);
            case Row(var _, Ended _), Row(var _, Retried _), Row(var _, CommittedBy _), Row(var _, RollbackAsked _) ->
                throw new CorruptHistory(this, event);
        };
    }

    private static PlanRun ended(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> new Succeeded();
            case SUCCEEDED_WITH_WARNINGS -> new SucceededWithWarnings();
            case PARTIALLY_FAILED -> new PartiallyFailed();
            case FAILED -> new Failed();
            case CANCELLED -> new Cancelled();
            case AWAITING_COMMIT -> new AwaitingCommit();
            case ROLLED_BACK -> new RolledBack();
        };
    }

    private static RunDecision granted(RunEvent event) {
        return new RunDecision.Granted(event);
    }

    private RunDecision over(RunId id, String participle) {
        return refused(id, participle, "It came to its end already.");
    }

    private RunDecision refused(RunId id, String participle, String remedy) {
        return new RunDecision.Refused(new Refusal(
                "invalid-transition",
                id.value(),
                "Run " + id + " is " + phaseName() + " and cannot be " + participle + ".",
                remedy));
    }

    /** A row of the life cycle. */
    record Row(PlanRun state, RunEvent event) {}
}
