package dev.leeward.compliance.edge.siem;

import static dev.leeward.compliance.edge.siem.OcsfRecord.object;

import dev.leeward.compliance.edge.siem.OcsfRecord.Activity;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.GroupFact.ProtectionStateChanged;
import dev.leeward.compliance.event.GroupFact.Reprotected;
import dev.leeward.compliance.event.GroupFact.RpoBreached;
import dev.leeward.compliance.event.GroupFact.RpoRestored;
import dev.leeward.compliance.event.GroupFact.SplitBrainDetected;
import dev.leeward.compliance.event.RunFact;
import dev.leeward.compliance.event.RunFact.DataLossAccepted;
import dev.leeward.compliance.event.RunFact.PromptAnswered;
import dev.leeward.compliance.event.RunFact.PromptRaised;
import dev.leeward.compliance.event.RunFact.RunCommitted;
import dev.leeward.compliance.event.RunFact.RunCompleted;
import dev.leeward.compliance.event.RunFact.RunInterrupted;
import dev.leeward.compliance.event.RunFact.RunPaused;
import dev.leeward.compliance.event.RunFact.RunResumed;
import dev.leeward.compliance.event.RunFact.RunRolledBack;
import dev.leeward.compliance.event.RunFact.RunStarted;
import dev.leeward.compliance.event.RunFact.StepFailed;
import dev.leeward.compliance.event.RunFact.StepStarted;
import dev.leeward.compliance.event.RunFact.StepSucceeded;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of plan runs and protection groups: the application that they speak of is the protection group. */
final class RunRecords {
    private RunRecords() {}

    static OcsfRecord of(Event event, RunFact fact) {
        return switch (fact) {
            case RunStarted started ->
                run(event, real(started.kind()) ? OcsfSeverity.MEDIUM : OcsfSeverity.INFORMATIONAL)
                        .message("Plan %s: %s from %s to %s began, %d workloads"
                                .formatted(
                                        started.planName(),
                                        started.kind(),
                                        started.fromSite(),
                                        started.toSite(),
                                        started.workloads()))
                        .inProgress(
                                started.kind(),
                                "Run %s of version %d".formatted(started.runId(), started.planVersion()))
                        .with("app", groups(started.groups(), started.planId(), started.planName()));
            case RunCompleted completed -> completed(event, completed);
            case StepStarted(var runId, var planId, var step) ->
                run(event, OcsfSeverity.INFORMATIONAL)
                        .message("Step %s began".formatted(step.action()))
                        .inProgress(step.action(), detail(runId, step))
                        .with("app", app(planId, null));
            case StepSucceeded(var runId, var planId, var step, var _, var millis) ->
                run(event, OcsfSeverity.INFORMATIONAL)
                        .message("Step %s is done".formatted(step.action()))
                        .status(1, "Success", step.action(), detail(runId, step))
                        .with("duration", millis)
                        .with("app", app(planId, null));
            case StepFailed(var runId, var planId, var step, var code, var reason) ->
                run(event, OcsfSeverity.HIGH)
                        .message("Step %s failed: %s".formatted(step.action(), reason))
                        .failure(code, detail(runId, step))
                        .with("app", app(planId, null));
            case PromptRaised raised ->
                update(event, OcsfSeverity.LOW, raised, "Run waits for a person: " + raised.message());
            case PromptAnswered answered ->
                update(event, OcsfSeverity.LOW, answered, "%s answered the prompt".formatted(answered.answeredBy()));
            case RunPaused paused ->
                update(event, OcsfSeverity.LOW, paused, "%s paused the run".formatted(paused.pausedBy()));
            case RunInterrupted interrupted ->
                update(event, OcsfSeverity.MEDIUM, interrupted, "The run was interrupted: " + interrupted.reason());
            case RunResumed resumed -> update(event, OcsfSeverity.LOW, resumed, "The run goes on");
            case RunCommitted committed ->
                update(
                        event,
                        OcsfSeverity.LOW,
                        committed,
                        "%s committed the failover".formatted(committed.committedBy()));
            case RunRolledBack back ->
                update(event, OcsfSeverity.MEDIUM, back, "%s took the failover back".formatted(back.rolledBackBy()));
            case DataLossAccepted accepted ->
                update(
                        event,
                        OcsfSeverity.HIGH,
                        accepted,
                        "%s accepted a loss of %d ms for group %s, to recovery point %s; the RPO is %d ms"
                                .formatted(
                                        accepted.acceptedBy(),
                                        accepted.lagMillis(),
                                        accepted.groupId(),
                                        accepted.recoveryPoint(),
                                        accepted.rpoMillis()));
        };
    }

    static OcsfRecord of(Event event, GroupFact fact) {
        OcsfSeverity severity = switch (fact) {
            case SplitBrainDetected _ -> OcsfSeverity.CRITICAL;
            case RpoBreached _ -> OcsfSeverity.HIGH;
            case ProtectionStateChanged _, RpoRestored _, Reprotected _ -> OcsfSeverity.INFORMATIONAL;
        };
        OcsfRecord record =
                OcsfRecord.of(event, OcsfClass.APPLICATION_LIFECYCLE, Activity.UPDATE_APPLICATION, severity);
        return switch (fact) {
            case ProtectionStateChanged changed ->
                record.message("Protection group %s is %s".formatted(changed.groupName(), changed.state()))
                        .status(1, "Success", changed.state(), "Before: " + changed.previousState())
                        .with("app", app(changed.groupId(), changed.groupName()));
            case RpoBreached breached ->
                record.message("Protection group %s breaches its RPO".formatted(breached.groupId()))
                        .failure("rpo-breached", lag(breached.lagMillis(), breached.rpoMillis()))
                        .with("app", app(breached.groupId(), null));
            case RpoRestored restored ->
                record.message("Protection group %s is within its RPO".formatted(restored.groupId()))
                        .success(lag(restored.lagMillis(), restored.rpoMillis()))
                        .with("app", app(restored.groupId(), null));
            case SplitBrainDetected split ->
                record.message("Workload %s may be active at %s"
                                .formatted(split.workloadId(), String.join(" and ", split.sites())))
                        .failure("split-brain", null)
                        .with("app", app(split.groupId(), null));
            case Reprotected turned ->
                record.message("Protection group %s is protected from %s to %s"
                                .formatted(turned.groupId(), turned.fromSite(), turned.toSite()))
                        .success(null)
                        .with("app", app(turned.groupId(), null));
        };
    }

    private static OcsfRecord completed(Event event, RunCompleted completed) {
        boolean real = real(completed.kind());
        boolean well = completed.well();
        OcsfSeverity good = real ? OcsfSeverity.LOW : OcsfSeverity.INFORMATIONAL;
        OcsfSeverity bad = real ? OcsfSeverity.CRITICAL : OcsfSeverity.MEDIUM;
        return run(event, well ? good : bad)
                .code(what(completed.kind()) + (well ? "Completed" : "Failed"))
                .message("Plan %s: %s from %s to %s ended %s; RTO %d ms, RPO %d ms"
                        .formatted(
                                completed.planName(),
                                completed.kind(),
                                completed.fromSite(),
                                completed.toSite(),
                                completed.state(),
                                completed.rtoMillis(),
                                completed.rpoMillis()))
                .status(
                        well ? 1 : 2,
                        well ? "Success" : "Failure",
                        completed.state(),
                        "Run %s: %d steps succeeded, %d failed"
                                .formatted(completed.runId(), completed.succeeded(), completed.failed()))
                .with("app", groups(completed.groups(), completed.planId(), completed.planName()));
    }

    private static String what(String kind) {
        return switch (kind) {
            case "FAILOVER", "FORCED_FAILOVER" -> "Failover";
            case "TEST" -> "Test";
            case "CLEANUP" -> "Cleanup";
            case "PLANNED_MIGRATION" -> "PlannedMigration";
            case "REPROTECT" -> "Reprotect";
            default -> "Run";
        };
    }

    private static boolean real(String kind) {
        return !kind.equals("TEST") && !kind.equals("CLEANUP");
    }

    private static OcsfRecord run(Event event, OcsfSeverity severity) {
        return OcsfRecord.of(event, OcsfClass.APPLICATION_LIFECYCLE, Activity.START, severity);
    }

    private static OcsfRecord update(Event event, OcsfSeverity severity, RunFact fact, String message) {
        return OcsfRecord.of(event, OcsfClass.APPLICATION_LIFECYCLE, Activity.UPDATE_APPLICATION, severity)
                .message(message)
                .inProgress(null, "Run " + fact.runId())
                .with("app", app(fact.planId(), null));
    }

    private static String detail(String runId, RunFact.Step step) {
        return step.workloadId() == null
                ? "Run %s, step %s".formatted(runId, step.stepId())
                : "Run %s, step %s, workload %s".formatted(runId, step.stepId(), step.workloadId());
    }

    private static String lag(long lagMillis, long rpoMillis) {
        return "%d ms behind, %d ms allowed".formatted(lagMillis, rpoMillis);
    }

    private static Map<String, Object> groups(List<String> groups, String planId, String planName) {
        return groups.isEmpty() ? app(planId, planName) : app(String.join(",", groups), planName);
    }

    private static Map<String, Object> app(String uid, @Nullable String name) {
        return object("uid", uid, "name", name, "vendor_name", "Leeward");
    }
}
