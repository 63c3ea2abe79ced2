package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.RunStore.StepRecord;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.run.Step;
import dev.leeward.dr.run.StepAction;
import dev.leeward.dr.run.StepId;
import dev.leeward.dr.run.StepState;
import dev.leeward.messaging.sql.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a step looks in a table. */
final class StepRows {
    static final String INSERT = """
            insert into run_step (run_id, step_id, ordinal, stage, tier, action, group_id, workload_id, needs, prompt,
              state, attempt, started_at, finished_at, deadline, code, detail, warning)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (run_id, step_id) do nothing""";

    static final String UPDATE = """
            update run_step set state = ?, attempt = ?, started_at = ?, finished_at = ?, deadline = ?, code = ?,
              detail = ?, warning = ?
            where run_id = ? and step_id = ?""";

    private StepRows() {}

    static @Nullable Object[] inserted(RunId run, Step step, int ordinal) {
        var state = Columns.of(step.state());
        return new @Nullable Object[] {
            run,
            step.id(),
            ordinal,
            step.stage(),
            step.tier(),
            step.action(),
            step.group().orElse(null),
            step.workload().orElse(null),
            step.needs(),
            step.prompt().orElse(null),
            step.state().label(),
            step.state().attempt(),
            state.startedAt(),
            state.finishedAt(),
            state.deadline(),
            state.code(),
            state.detail(),
            state.warning()
        };
    }

    static @Nullable Object[] updated(RunId run, Step step) {
        var state = Columns.of(step.state());
        return new @Nullable Object[] {
            step.state().label(),
            step.state().attempt(),
            state.startedAt(),
            state.finishedAt(),
            state.deadline(),
            state.code(),
            state.detail(),
            state.warning(),
            run,
            step.id()
        };
    }

    static StepRecord kept(Row row) {
        return new StepRecord(
                step(row),
                Optional.ofNullable(row.textOrNull("host")),
                Optional.ofNullable(row.numberOrNull("downtime_millis")));
    }

    static Step step(Row row) {
        return new Step(
                new StepId(row.text("step_id")),
                row.integer("stage"),
                row.integer("tier"),
                StepAction.valueOf(row.text("action")),
                Optional.ofNullable(row.textOrNull("group_id")).map(GroupId::new),
                Optional.ofNullable(row.textOrNull("workload_id")).map(WorkloadId::new),
                row.texts("needs").stream().map(StepId::new).collect(Collectors.toSet()),
                Optional.ofNullable(row.textOrNull("prompt")),
                state(row));
    }

    private static StepState state(Row row) {
        int attempt = row.integer("attempt");
        var label = row.text("state");
        return switch (label) {
            case "Pending" -> new StepState.Pending(attempt);
            case "Ready" -> new StepState.Ready(attempt);
            case "Running" -> new StepState.Running(attempt, row.instant("started_at"), row.instant("deadline"));
            case "Indeterminate" ->
                new StepState.Indeterminate(
                        attempt, row.instant("started_at"), row.instant("deadline"), row.text("detail"));
            case "Succeeded" ->
                new StepState.Succeeded(
                        attempt,
                        row.instant("started_at"),
                        row.instant("finished_at"),
                        row.text("detail"),
                        row.flag("warning"));
            case "Failed" ->
                new StepState.Failed(
                        attempt,
                        row.instant("started_at"),
                        row.instant("finished_at"),
                        row.text("code"),
                        row.text("detail"));
            case "Skipped" -> new StepState.Skipped(attempt, row.text("detail"));
            case "Compensated" -> new StepState.Compensated(attempt, row.instant("finished_at"));
            default -> throw new IllegalStateException("run_step.state is '" + label + "'");
        };
    }

    /** What a state knows besides its attempt. */
    private record Columns(
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant deadline,
            @Nullable String code,
            @Nullable String detail,
            boolean warning) {
        static Columns of(StepState state) {
            return switch (state) {
                case StepState.Pending _, StepState.Ready _ -> new Columns(null, null, null, null, null, false);
                case StepState.Running r -> new Columns(r.startedAt(), null, r.deadline(), null, null, false);
                case StepState.Indeterminate i ->
                    new Columns(i.startedAt(), null, i.deadline(), null, i.reason(), false);
                case StepState.Succeeded s ->
                    new Columns(s.startedAt(), s.finishedAt(), null, null, s.detail(), s.warning());
                case StepState.Failed f ->
                    new Columns(f.startedAt(), f.finishedAt(), null, f.code(), f.reason(), false);
                case StepState.Skipped s -> new Columns(null, null, null, null, s.reason(), false);
                case StepState.Compensated c -> new Columns(null, c.at(), null, null, null, false);
            };
        }
    }
}
