package dev.leeward.compliance.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in a plan run. */
public sealed interface RunFact extends Fact {
    /** The run spoken of. */
    String runId();

    /** The recovery plan that it runs. */
    String planId();

    /** It began. The event's type names the kind once more: FailoverStarted, TestStarted and their kin. */
    record RunStarted(
            String runId,
            String planId,
            String planName,
            int planVersion,
            String kind,
            List<String> groups,
            String fromSite,
            String toSite,
            int workloads)
            implements RunFact {
        public RunStarted {
            groups = List.copyOf(groups);
        }
    }

    /** What a step does and for whom; the workload is null for steps of the whole run. */
    record Step(
            String stepId,
            String action,
            int tier,
            @Nullable String workloadId) {}

    /** A step began. */
    record StepStarted(String runId, String planId, Step step) implements RunFact {}

    /** A step is done. */
    record StepSucceeded(String runId, String planId, Step step, String detail, long durationMillis)
            implements RunFact {}

    /** A step could not be done. */
    record StepFailed(String runId, String planId, Step step, String code, String reason) implements RunFact {}

    /** It waits for a person. */
    record PromptRaised(String runId, String planId, String promptId, String message) implements RunFact {}

    /** A person answered. */
    record PromptAnswered(String runId, String planId, String promptId, String answeredBy, String answer)
            implements RunFact {}

    /** Somebody paused it. */
    record RunPaused(String runId, String planId, String pausedBy) implements RunFact {}

    /** The orchestrator went away; the run resumes by itself. */
    record RunInterrupted(String runId, String planId, String reason) implements RunFact {}

    /** It goes on. */
    record RunResumed(String runId, String planId, String resumedBy) implements RunFact {}

    /** It came to its end. */
    record RunCompleted(
            String runId,
            String planId,
            String planName,
            String kind,
            String state,
            List<String> groups,
            String fromSite,
            String toSite,
            long rtoMillis,
            long rpoMillis,
            int succeeded,
            int failed)
            implements RunFact {
        public RunCompleted {
            groups = List.copyOf(groups);
        }

        /** Whether a person called it off. */
        public boolean cancelled() {
            return state.equals("Cancelled");
        }

        /** Whether all of it came right. */
        public boolean well() {
            return state.startsWith("Succeeded") || state.equals("AwaitingCommit") || state.equals("Committed");
        }
    }

    /** The failover is final. */
    record RunCommitted(String runId, String planId, String committedBy) implements RunFact {}

    /** The failover was taken back. */
    record RunRolledBack(String runId, String planId, String rolledBackBy) implements RunFact {}

    /** Somebody accepted more loss than the RPO allows, naming the recovery point. */
    record DataLossAccepted(
            String runId,
            String planId,
            String groupId,
            String recoveryPoint,
            long lagMillis,
            long rpoMillis,
            String acceptedBy)
            implements RunFact {}
}
