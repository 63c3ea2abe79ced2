package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.GroupEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlanRunEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads plan runs and protection groups. */
@ApplicationScoped
class RunReader {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private static final String STEPS = """
            select s.*, p.workload_name from plan_run_step s left join placement p on p.workload_id = s.workload_id
             where s.run_id = ?
             order by s.tier, s.occurred_at, s.step_id
            """;
    private static final String NOTES = "select * from plan_run_note where run_id = ? order by occurred_at, event_id";

    private final Sql sql;

    RunReader(Sql sql) {
        this.sql = sql;
    }

    Slice<PlanRunEntry> runs(Scope scope, Paging paging) {
        return Select.from("select * from plan_run_view")
                .seenBy(scope, "tenant")
                .slice(
                        sql,
                        paging,
                        "started_at",
                        Select.Id.text("run_id"),
                        RunReader::run,
                        entry -> new Position(entry.startedAt(), entry.id()));
    }

    Optional<PlanRunEntry.Report> report(Scope scope, String runId) {
        return Select.from("select * from plan_run_view")
                .seenBy(scope, "tenant")
                .equal("run_id", runId)
                .list(sql, RunReader::run)
                .stream()
                .findFirst()
                .map(run -> new PlanRunEntry.Report(
                        run,
                        sql.list(STEPS, RunReader::step, runId),
                        sql.list(
                                NOTES,
                                row -> new PlanRunEntry.Note(
                                        row.instant("occurred_at"),
                                        row.text("kind"),
                                        row.text("who"),
                                        row.text("detail")),
                                runId)));
    }

    List<GroupEntry> groups(Scope scope) {
        return Select.from("select * from protection_group_view")
                .seenBy(scope, "tenant")
                .orderBy("name, group_id")
                .list(
                        sql,
                        row -> new GroupEntry(
                                row.text("group_id"),
                                row.text("name"),
                                row.textOrNull("tenant"),
                                row.text("state"),
                                row.text("from_site"),
                                row.text("to_site"),
                                Json.read(row.text("workloads"), TEXTS),
                                row.flag("breached"),
                                row.numberOrNull("lag_millis"),
                                row.numberOrNull("rpo_millis"),
                                row.instant("occurred_at")));
    }

    private static PlanRunEntry run(Row row) {
        return new PlanRunEntry(
                row.text("run_id"),
                row.textOrNull("tenant"),
                row.text("plan_id"),
                row.text("plan_name"),
                row.integer("plan_version"),
                row.text("kind"),
                row.text("state"),
                Json.read(row.text("groups"), TEXTS),
                row.text("from_site"),
                row.text("to_site"),
                row.integer("workloads"),
                row.instant("started_at"),
                row.instantOrNull("finished_at"),
                row.numberOrNull("rto_millis"),
                row.numberOrNull("rpo_millis"),
                row.integer("steps"),
                row.integer("succeeded"),
                row.integer("failed"));
    }

    private static PlanRunEntry.Step step(Row row) {
        return new PlanRunEntry.Step(
                row.text("step_id"),
                row.text("action"),
                row.integer("tier"),
                row.textOrNull("workload_id"),
                row.textOrNull("workload_name"),
                row.text("state"),
                row.textOrNull("code"),
                row.text("detail"),
                row.instant("occurred_at"),
                row.numberOrNull("duration_millis"));
    }
}
