package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.events.dr.CleanupStarted;
import dev.leeward.events.dr.DataLossAccepted;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.PlannedMigrationStarted;
import dev.leeward.events.dr.PromptAnswered;
import dev.leeward.events.dr.PromptRaised;
import dev.leeward.events.dr.ProtectionStateChanged;
import dev.leeward.events.dr.ReprotectStarted;
import dev.leeward.events.dr.Reprotected;
import dev.leeward.events.dr.RpoBreached;
import dev.leeward.events.dr.RpoRestored;
import dev.leeward.events.dr.RunCommitted;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunInterrupted;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.dr.RunPaused;
import dev.leeward.events.dr.RunResumed;
import dev.leeward.events.dr.RunRolledBack;
import dev.leeward.events.dr.SplitBrainDetected;
import dev.leeward.events.dr.StepFailed;
import dev.leeward.events.dr.StepStarted;
import dev.leeward.events.dr.StepSucceeded;
import dev.leeward.events.dr.TestStarted;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Events of dr-orchestrator. */
final class RunMapper {
    private RunMapper() {}

    static @Nullable Fact fact(SpecificRecord record) {
        return switch (record) {
            case FailoverStarted e ->
                started(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getPlanName(),
                        e.getPlanVersion(),
                        e.getKind(),
                        e.getGroups(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads());
            case TestStarted e ->
                started(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getPlanName(),
                        e.getPlanVersion(),
                        e.getKind(),
                        e.getGroups(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads());
            case PlannedMigrationStarted e ->
                started(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getPlanName(),
                        e.getPlanVersion(),
                        e.getKind(),
                        e.getGroups(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads());
            case CleanupStarted e ->
                started(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getPlanName(),
                        e.getPlanVersion(),
                        e.getKind(),
                        e.getGroups(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads());
            case ReprotectStarted e ->
                started(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getPlanName(),
                        e.getPlanVersion(),
                        e.getKind(),
                        e.getGroups(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads());
            case StepStarted e ->
                new RunFact.StepStarted(
                        e.getRunId(),
                        e.getPlanId(),
                        step(e.getStepId(), e.getAction(), e.getTier(), e.getWorkloadId()));
            case StepSucceeded e ->
                new RunFact.StepSucceeded(
                        e.getRunId(),
                        e.getPlanId(),
                        step(e.getStepId(), e.getAction(), e.getTier(), e.getWorkloadId()),
                        e.getDetail(),
                        e.getDurationMillis());
            case StepFailed e ->
                new RunFact.StepFailed(
                        e.getRunId(),
                        e.getPlanId(),
                        step(e.getStepId(), e.getAction(), e.getTier(), e.getWorkloadId()),
                        e.getCode(),
                        e.getReason());
            case PromptRaised e ->
                new RunFact.PromptRaised(e.getRunId(), e.getPlanId(), e.getPromptId(), e.getMessage());
            case PromptAnswered e ->
                new RunFact.PromptAnswered(
                        e.getRunId(), e.getPlanId(), e.getPromptId(), e.getAnsweredBy(), e.getAnswer());
            case RunPaused e -> new RunFact.RunPaused(e.getRunId(), e.getPlanId(), e.getPausedBy());
            case RunInterrupted e -> new RunFact.RunInterrupted(e.getRunId(), e.getPlanId(), e.getReason());
            case RunResumed e -> new RunFact.RunResumed(e.getRunId(), e.getPlanId(), e.getResumedBy());
            case RunCompleted e -> completed(e);
            case RunCommitted e -> new RunFact.RunCommitted(e.getRunId(), e.getPlanId(), e.getCommittedBy());
            case RunRolledBack e -> new RunFact.RunRolledBack(e.getRunId(), e.getPlanId(), e.getRolledBackBy());
            case DataLossAccepted e ->
                new RunFact.DataLossAccepted(
                        e.getRunId(),
                        e.getPlanId(),
                        e.getGroupId(),
                        e.getRecoveryPoint(),
                        e.getLagMillis(),
                        e.getRpoMillis(),
                        e.getAcceptedBy());
            default -> group(record);
        };
    }

    private static @Nullable Fact group(SpecificRecord record) {
        return switch (record) {
            case ProtectionStateChanged e ->
                new GroupFact.ProtectionStateChanged(
                        e.getGroupId(),
                        e.getGroupName(),
                        e.getPreviousState(),
                        e.getState(),
                        e.getFromSite(),
                        e.getToSite(),
                        e.getWorkloads(),
                        e.getRunId());
            case RpoBreached e -> new GroupFact.RpoBreached(e.getGroupId(), e.getLagMillis(), e.getRpoMillis());
            case RpoRestored e -> new GroupFact.RpoRestored(e.getGroupId(), e.getLagMillis(), e.getRpoMillis());
            case SplitBrainDetected e ->
                new GroupFact.SplitBrainDetected(e.getGroupId(), e.getWorkloadId(), e.getSites());
            case Reprotected e ->
                new GroupFact.Reprotected(e.getGroupId(), e.getFromSite(), e.getToSite(), e.getRunId());
            default -> null;
        };
    }

    private static RunFact.RunStarted started(
            String runId,
            String planId,
            String planName,
            int planVersion,
            RunKind kind,
            List<String> groups,
            String fromSite,
            String toSite,
            int workloads) {
        return new RunFact.RunStarted(
                runId, planId, planName, planVersion, kind.name(), groups, fromSite, toSite, workloads);
    }

    private static RunFact.Step step(String stepId, String action, int tier, @Nullable String workloadId) {
        return new RunFact.Step(stepId, action, tier, workloadId);
    }

    private static RunFact.RunCompleted completed(RunCompleted e) {
        return new RunFact.RunCompleted(
                e.getRunId(),
                e.getPlanId(),
                e.getPlanName(),
                e.getKind().name(),
                e.getState(),
                e.getGroups(),
                e.getFromSite(),
                e.getToSite(),
                e.getRtoMillis(),
                e.getRpoMillis(),
                e.getSucceeded(),
                e.getFailed());
    }
}
