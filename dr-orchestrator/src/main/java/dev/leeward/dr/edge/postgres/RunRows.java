package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.Run;
import dev.leeward.dr.group.Direction;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.run.Phase;
import dev.leeward.dr.run.PlanRun;
import dev.leeward.dr.run.RunKind;
import dev.leeward.messaging.sql.Row;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run looks in a table. */
final class RunRows {
    private RunRows() {}

    static Run run(Row row, Documents documents) {
        return new Run(
                new RunId(row.text("id")),
                new TenantId(row.text("tenant")),
                new PlanId(row.text("plan_id")),
                row.integer("plan_version"),
                documents.plan(row.text("document")),
                RunKind.valueOf(row.text("kind")),
                state(row),
                new Direction(new SiteId(row.text("from_site")), new SiteId(row.text("to_site"))),
                documents.requester(row.text("requester")),
                row.text("correlation_id"),
                documents.points(row.text("accepted")),
                Optional.ofNullable(row.textOrNull("test_run_id")).map(RunId::new),
                row.instant("accepted_at"),
                Optional.ofNullable(row.instantOrNull("finished_at")),
                Optional.ofNullable(row.numberOrNull("rto_millis")).map(Duration::ofMillis),
                Optional.ofNullable(row.numberOrNull("rpo_millis")).map(Duration::ofMillis));
    }

    private static PlanRun state(Row row) {
        var state = row.text("state");
        return switch (state) {
            case "Accepted" -> new PlanRun.Accepted();
            case "Prechecking" -> new PlanRun.Prechecking();
            case "PrecheckFailed" -> new PlanRun.PrecheckFailed(row.text("detail"));
            case "Running" -> new PlanRun.Running(Phase.valueOf(row.text("phase")));
            case "WaitingForInput" -> new PlanRun.WaitingForInput(row.text("detail"));
            case "Paused" -> new PlanRun.Paused(Phase.valueOf(row.text("phase")));
            case "Interrupted" -> new PlanRun.Interrupted(Phase.valueOf(row.text("phase")));
            case "Succeeded" -> new PlanRun.Succeeded();
            case "SucceededWithWarnings" -> new PlanRun.SucceededWithWarnings();
            case "PartiallyFailed" -> new PlanRun.PartiallyFailed();
            case "Failed" -> new PlanRun.Failed();
            case "Cancelled" -> new PlanRun.Cancelled();
            case "AwaitingCommit" -> new PlanRun.AwaitingCommit();
            case "Committed" -> new PlanRun.Committed(row.text("detail"));
            case "RolledBack" -> new PlanRun.RolledBack();
            default -> throw new IllegalStateException("plan_run.state is '" + state + "'");
        };
    }

    /** What a state knows. */
    record Columns(@Nullable Phase phase, @Nullable String detail) {
        static Columns of(PlanRun state) {
            return switch (state) {
                case PlanRun.PrecheckFailed(var reason) -> new Columns(null, reason);
                case PlanRun.Running(var phase) -> new Columns(phase, null);
                case PlanRun.WaitingForInput(var prompt) -> new Columns(null, prompt);
                case PlanRun.Paused(var phase) -> new Columns(phase, null);
                case PlanRun.Interrupted(var phase) -> new Columns(phase, null);
                case PlanRun.Committed(var by) -> new Columns(null, by);
                case PlanRun.Accepted _, PlanRun.Prechecking _, PlanRun.Succeeded _ -> new Columns(null, null);
                case PlanRun.SucceededWithWarnings _, PlanRun.PartiallyFailed _, PlanRun.Failed _ ->
                    new Columns(null, null);
                case PlanRun.Cancelled _, PlanRun.AwaitingCommit _, PlanRun.RolledBack _ -> new Columns(null, null);
            };
        }
    }
}
