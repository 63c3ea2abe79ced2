package dev.leeward.compliance.edge.postgres;

import static dev.leeward.compliance.edge.postgres.Tables.eventId;
import static dev.leeward.compliance.edge.postgres.Tables.versioned;

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
import dev.leeward.compliance.fold.Batch;
import dev.leeward.compliance.fold.Stated;
import dev.leeward.messaging.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Facts about plan runs and protection groups. */
final class RunTables {
    private static final Table<Stated<? extends RunStarted>> RUN = eventId(Tables.<RunStarted>of("plan_run")
                    .key("run_id", "text", row -> row.fact().runId())
                    .column("started_at", "timestamptz", row -> row.event().occurredAt())
                    .text("tenant", row -> row.event().tenant())
                    .text("plan_id", row -> row.fact().planId())
                    .text("plan_name", row -> row.fact().planName())
                    .column("plan_version", "int", row -> row.fact().planVersion())
                    .text("kind", row -> row.fact().kind())
                    .column("groups", "jsonb", row -> Json.write(row.fact().groups()))
                    .text("from_site", row -> row.fact().fromSite())
                    .text("to_site", row -> row.fact().toSite())
                    .column("workloads", "int", row -> row.fact().workloads()))
            .once();
    private static final Table<Stated<? extends RunFact>> PROGRESS = versioned(Tables.<RunFact>of("plan_run_progress")
                    .key("run_id", "text", row -> row.fact().runId())
                    .text("state", row -> state(row.fact()))
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends RunCompleted>> RESULT = eventId(Tables.<RunCompleted>of(
                            "plan_run_result")
                    .key("run_id", "text", row -> row.fact().runId())
                    .column("finished_at", "timestamptz", row -> row.event().occurredAt())
                    .text("state", row -> row.fact().state())
                    .column("rto_millis", "bigint", row -> row.fact().rtoMillis())
                    .column("rpo_millis", "bigint", row -> row.fact().rpoMillis())
                    .column("succeeded", "int", row -> row.fact().succeeded())
                    .column("failed", "int", row -> row.fact().failed()))
            .once();
    private static final Table<Stated<? extends RunFact>> STEP = versioned(Tables.<RunFact>of("plan_run_step")
                    .key("run_id", "text", row -> row.fact().runId())
                    .key("step_id", "text", row -> step(row).stepId())
                    .text("action", row -> step(row).action())
                    .column("tier", "int", row -> step(row).tier())
                    .text("workload_id", row -> step(row).workloadId())
                    .text("state", row -> outcome(row.fact()).state())
                    .text("code", row -> outcome(row.fact()).code())
                    .text("detail", row -> outcome(row.fact()).detail())
                    .column(
                            "duration_millis",
                            "bigint",
                            row -> outcome(row.fact()).duration())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends RunFact>> NOTE = eventId(Tables.<RunFact>of("plan_run_note")
                    .text("run_id", row -> row.fact().runId())
                    .column("occurred_at", "timestamptz", row -> row.event().occurredAt())
                    .text("kind", row -> row.event().type())
                    .text("who", row -> note(row).who())
                    .text("detail", row -> note(row).text()))
            .once();
    private static final Table<Stated<? extends ProtectionStateChanged>> GROUP = versioned(
                    Tables.<ProtectionStateChanged>of("protection_group")
                            .key("group_id", "text", row -> row.fact().groupId())
                            .text("name", row -> row.fact().groupName())
                            .text("tenant", row -> row.event().tenant())
                            .text("state", row -> row.fact().state())
                            .text("from_site", row -> row.fact().fromSite())
                            .text("to_site", row -> row.fact().toSite())
                            .column(
                                    "workloads",
                                    "jsonb",
                                    row -> Json.write(row.fact().workloads()))
                            .column(
                                    "occurred_at",
                                    "timestamptz",
                                    row -> row.event().occurredAt()))
            .newest();
    private static final Table<Stated<? extends GroupFact>> RPO = versioned(Tables.<GroupFact>of("protection_group_rpo")
                    .key("group_id", "text", row -> row.fact().groupId())
                    .column("breached", "boolean", row -> rpo(row.fact()).breached())
                    .column("lag_millis", "bigint", row -> rpo(row.fact()).lag())
                    .column("rpo_millis", "bigint", row -> rpo(row.fact()).allowed()))
            .newest();

    private RunTables() {}

    static void write(Connection connection, Batch batch) throws SQLException {
        RUN.write(connection, batch.runs.facts());
        PROGRESS.write(connection, batch.runProgress.facts());
        RESULT.write(connection, batch.runResults.facts());
        STEP.write(connection, batch.steps.facts());
        NOTE.write(connection, batch.runNotes.facts());
        GROUP.write(connection, batch.groups.facts());
        RPO.write(connection, batch.rpo.facts());
    }

    private static RunFact.Step step(Stated<? extends RunFact> row) {
        return Batch.stepOf(row.fact());
    }

    /** The run state that follows from a fact about the run itself, in the glossary's words. */
    private static String state(RunFact fact) {
        return switch (fact) {
            case RunStarted _, RunResumed _, PromptAnswered _ -> "Running";
            case PromptRaised _ -> "WaitingForInput";
            case RunPaused _ -> "Paused";
            case RunInterrupted _ -> "Interrupted";
            case RunCompleted completed -> completed.state();
            case RunCommitted _ -> "Committed";
            case RunRolledBack _ -> "RolledBack";
            case StepStarted _, StepSucceeded _, StepFailed _, DataLossAccepted _ ->
                throw new IllegalArgumentException("Says nothing about the state of the run: " + fact);
        };
    }

    private record Outcome(
            String state,
            @Nullable String code,
            String detail,
            @Nullable Long duration) {}

    private static Outcome outcome(RunFact fact) {
        return switch (fact) {
            case StepSucceeded done -> new Outcome("Succeeded", null, done.detail(), done.durationMillis());
            case StepFailed failed -> new Outcome("Failed", failed.code(), failed.reason(), null);
            case StepStarted _ -> new Outcome("Running", null, "", null);
            case RunStarted _,
                    RunCompleted _,
                    PromptRaised _,
                    PromptAnswered _,
                    RunPaused _,
                    RunInterrupted _,
                    RunResumed _,
                    RunCommitted _,
                    RunRolledBack _,
                    DataLossAccepted _ -> throw new IllegalArgumentException("Not about a step: " + fact);
        };
    }

    private record Note(String who, String text) {}

    private static Note note(Stated<? extends RunFact> row) {
        String actor = row.event().actor();
        return switch (row.fact()) {
            case PromptRaised raised -> new Note(actor, raised.message());
            case PromptAnswered answered -> new Note(answered.answeredBy(), answered.answer());
            case RunPaused paused -> new Note(paused.pausedBy(), "");
            case RunInterrupted interrupted -> new Note(actor, interrupted.reason());
            case RunResumed resumed -> new Note(resumed.resumedBy(), "");
            case RunCommitted committed -> new Note(committed.committedBy(), "");
            case RunRolledBack back -> new Note(back.rolledBackBy(), "");
            case DataLossAccepted accepted ->
                new Note(
                        accepted.acceptedBy(),
                        "recovery point %s of group %s, %d ms behind; the RPO allows %d ms"
                                .formatted(
                                        accepted.recoveryPoint(),
                                        accepted.groupId(),
                                        accepted.lagMillis(),
                                        accepted.rpoMillis()));
            case RunStarted _, RunCompleted _, StepStarted _, StepSucceeded _, StepFailed _ -> new Note(actor, "");
        };
    }

    private record Rpo(boolean breached, long lag, long allowed) {}

    private static Rpo rpo(GroupFact fact) {
        return switch (fact) {
            case RpoBreached breached -> new Rpo(true, breached.lagMillis(), breached.rpoMillis());
            case RpoRestored restored -> new Rpo(false, restored.lagMillis(), restored.rpoMillis());
            case ProtectionStateChanged _, SplitBrainDetected _, Reprotected _ ->
                throw new IllegalArgumentException("Says nothing about the RPO: " + fact);
        };
    }
}
