package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.run.Step;
import java.time.Duration;

/** What is said about a plan run, on its topic and in its own history. */
public sealed interface RunFact {
    record Started() implements RunFact {}

    record StepStarted(Step step) implements RunFact {}

    record StepSucceeded(Step step, String detail, Duration took) implements RunFact {}

    record StepFailed(Step step, String code, String reason) implements RunFact {}

    record PromptRaised(String prompt, String message) implements RunFact {}

    record PromptAnswered(String prompt, String by, String answer) implements RunFact {}

    record Paused(String by) implements RunFact {}

    record Interrupted(String reason) implements RunFact {}

    record Resumed(String by) implements RunFact {}

    record Completed(String state, Duration rto, Duration rpo, int succeeded, int failed) implements RunFact {}

    record Committed(String by) implements RunFact {}

    record RolledBack(String by) implements RunFact {}

    record DataLossAccepted(GroupId group, RecoveryPoint point, Duration lag, Duration rpo, String by)
            implements RunFact {}
}
