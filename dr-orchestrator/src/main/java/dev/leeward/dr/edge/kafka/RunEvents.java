package dev.leeward.dr.edge.kafka;

import dev.leeward.dr.app.Run;
import dev.leeward.dr.app.RunFact;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.events.dr.CleanupStarted;
import dev.leeward.events.dr.DataLossAccepted;
import dev.leeward.events.dr.FailoverStarted;
import dev.leeward.events.dr.PlannedMigrationStarted;
import dev.leeward.events.dr.PromptAnswered;
import dev.leeward.events.dr.PromptRaised;
import dev.leeward.events.dr.ReprotectStarted;
import dev.leeward.events.dr.RunCommitted;
import dev.leeward.events.dr.RunCompleted;
import dev.leeward.events.dr.RunInterrupted;
import dev.leeward.events.dr.RunKind;
import dev.leeward.events.dr.RunPaused;
import dev.leeward.events.dr.RunResumed;
import dev.leeward.events.dr.RunRolledBack;
import dev.leeward.events.dr.StepFailed;
import dev.leeward.events.dr.StepStarted;
import dev.leeward.events.dr.StepSucceeded;
import dev.leeward.events.dr.TestStarted;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Run facts as events. */
final class RunEvents {
    private RunEvents() {}

    static SpecificRecord event(Run run, RunFact fact, KafkaFactPublisher.Enveloping envelope) {
        return switch (fact) {
            case RunFact.Started _ -> started(run, envelope);
            case RunFact.StepStarted(var step) ->
                StepStarted.newBuilder()
                        .setEnvelope(envelope.of(StepStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setStepId(step.id().value())
                        .setAction(step.action().wireName())
                        .setTier(step.tier())
                        .setWorkloadId(step.workload().map(WorkloadId::value).orElse(null))
                        .build();
            case RunFact.StepSucceeded(var step, var detail, var took) ->
                StepSucceeded.newBuilder()
                        .setEnvelope(envelope.of(StepSucceeded.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setStepId(step.id().value())
                        .setAction(step.action().wireName())
                        .setTier(step.tier())
                        .setWorkloadId(step.workload().map(WorkloadId::value).orElse(null))
                        .setDetail(detail)
                        .setDurationMillis(took.toMillis())
                        .build();
            case RunFact.StepFailed(var step, var code, var reason) ->
                StepFailed.newBuilder()
                        .setEnvelope(envelope.of(StepFailed.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setStepId(step.id().value())
                        .setAction(step.action().wireName())
                        .setTier(step.tier())
                        .setWorkloadId(step.workload().map(WorkloadId::value).orElse(null))
                        .setCode(code)
                        .setReason(reason)
                        .build();
            case RunFact.PromptRaised(var prompt, var message) ->
                PromptRaised.newBuilder()
                        .setEnvelope(envelope.of(PromptRaised.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPromptId(prompt)
                        .setMessage(message)
                        .build();
            case RunFact.PromptAnswered(var prompt, var by, var answer) ->
                PromptAnswered.newBuilder()
                        .setEnvelope(envelope.of(PromptAnswered.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPromptId(prompt)
                        .setAnsweredBy(by)
                        .setAnswer(answer)
                        .build();
            case RunFact.Paused(var by) ->
                RunPaused.newBuilder()
                        .setEnvelope(envelope.of(RunPaused.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPausedBy(by)
                        .build();
            case RunFact.Interrupted(var reason) ->
                RunInterrupted.newBuilder()
                        .setEnvelope(envelope.of(RunInterrupted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setReason(reason)
                        .build();
            case RunFact.Resumed(var by) ->
                RunResumed.newBuilder()
                        .setEnvelope(envelope.of(RunResumed.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setResumedBy(by)
                        .build();
            case RunFact.Completed completed -> completed(run, completed, envelope);
            case RunFact.Committed(var by) ->
                RunCommitted.newBuilder()
                        .setEnvelope(envelope.of(RunCommitted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setCommittedBy(by)
                        .build();
            case RunFact.RolledBack(var by) ->
                RunRolledBack.newBuilder()
                        .setEnvelope(envelope.of(RunRolledBack.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setRolledBackBy(by)
                        .build();
            case RunFact.DataLossAccepted(var group, var point, var lag, var rpo, var by) ->
                DataLossAccepted.newBuilder()
                        .setEnvelope(envelope.of(DataLossAccepted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setGroupId(group.value())
                        .setRecoveryPoint(point.id())
                        .setLagMillis(lag.toMillis())
                        .setRpoMillis(rpo.toMillis())
                        .setAcceptedBy(by)
                        .build();
        };
    }

    private static SpecificRecord started(Run run, KafkaFactPublisher.Enveloping envelope) {
        return switch (run.kind()) {
            case FAILOVER, FORCED_FAILOVER ->
                FailoverStarted.newBuilder()
                        .setEnvelope(envelope.of(FailoverStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPlanName(run.document().name())
                        .setPlanVersion(run.planVersion())
                        .setKind(kind(run))
                        .setGroups(groups(run))
                        .setFromSite(run.direction().from().value())
                        .setToSite(run.direction().to().value())
                        .setWorkloads(run.document().workloads())
                        .build();
            case TEST ->
                TestStarted.newBuilder()
                        .setEnvelope(envelope.of(TestStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPlanName(run.document().name())
                        .setPlanVersion(run.planVersion())
                        .setKind(kind(run))
                        .setGroups(groups(run))
                        .setFromSite(run.direction().from().value())
                        .setToSite(run.direction().to().value())
                        .setWorkloads(run.document().workloads())
                        .build();
            case PLANNED_MIGRATION ->
                PlannedMigrationStarted.newBuilder()
                        .setEnvelope(envelope.of(PlannedMigrationStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPlanName(run.document().name())
                        .setPlanVersion(run.planVersion())
                        .setKind(kind(run))
                        .setGroups(groups(run))
                        .setFromSite(run.direction().from().value())
                        .setToSite(run.direction().to().value())
                        .setWorkloads(run.document().workloads())
                        .build();
            case CLEANUP ->
                CleanupStarted.newBuilder()
                        .setEnvelope(envelope.of(CleanupStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPlanName(run.document().name())
                        .setPlanVersion(run.planVersion())
                        .setKind(kind(run))
                        .setGroups(groups(run))
                        .setFromSite(run.direction().from().value())
                        .setToSite(run.direction().to().value())
                        .setWorkloads(run.document().workloads())
                        .build();
            case REPROTECT ->
                ReprotectStarted.newBuilder()
                        .setEnvelope(envelope.of(ReprotectStarted.class))
                        .setRunId(run.id().value())
                        .setPlanId(run.plan().value())
                        .setPlanName(run.document().name())
                        .setPlanVersion(run.planVersion())
                        .setKind(kind(run))
                        .setGroups(groups(run))
                        .setFromSite(run.direction().from().value())
                        .setToSite(run.direction().to().value())
                        .setWorkloads(run.document().workloads())
                        .build();
        };
    }

    private static SpecificRecord completed(
            Run run, RunFact.Completed completed, KafkaFactPublisher.Enveloping envelope) {
        return RunCompleted.newBuilder()
                .setEnvelope(envelope.of(RunCompleted.class))
                .setRunId(run.id().value())
                .setPlanId(run.plan().value())
                .setPlanName(run.document().name())
                .setKind(kind(run))
                .setState(completed.state())
                .setGroups(groups(run))
                .setFromSite(run.direction().from().value())
                .setToSite(run.direction().to().value())
                .setRtoMillis(millis(completed.rto()))
                .setRpoMillis(millis(completed.rpo()))
                .setSucceeded(completed.succeeded())
                .setFailed(completed.failed())
                .build();
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    private static RunKind kind(Run run) {
        return RunKind.valueOf(run.kind().name());
    }

    private static List<String> groups(Run run) {
        return run.groups().stream().map(GroupId::value).toList();
    }
}
