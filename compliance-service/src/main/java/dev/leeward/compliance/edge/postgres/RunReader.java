package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.GroupEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlanRunEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
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
                                        Sql.time(row, "occurred_at"),
                                        row.getString("kind"),
                                        row.getString("who"),
                                        row.getString("detail")),
                                runId)));
    }

    List<GroupEntry> groups(Scope scope) {
        return Select.from("select * from protection_group_view")
                .seenBy(scope, "tenant")
                .orderBy("name, group_id")
                .list(
                        sql,
                        row -> new GroupEntry(
                                row.getString("group_id"),
                                row.getString("name"),
                                row.getString("tenant"),
                                row.getString("state"),
                                row.getString("from_site"),
                                row.getString("to_site"),
                                Json.read(row.getString("workloads"), TEXTS),
                                row.getBoolean("breached"),
                                Sql.number(row, "lag_millis"),
                                Sql.number(row, "rpo_millis"),
                                Sql.time(row, "occurred_at")));
    }

    private static PlanRunEntry run(ResultSet row) throws SQLException {
        return new PlanRunEntry(
                row.getString("run_id"),
                row.getString("tenant"),
                row.getString("plan_id"),
                row.getString("plan_name"),
                row.getInt("plan_version"),
                row.getString("kind"),
                row.getString("state"),
                Json.read(row.getString("groups"), TEXTS),
                row.getString("from_site"),
                row.getString("to_site"),
                row.getInt("workloads"),
                Sql.time(row, "started_at"),
                Sql.instant(row, "finished_at"),
                Sql.number(row, "rto_millis"),
                Sql.number(row, "rpo_millis"),
                row.getInt("steps"),
                row.getInt("succeeded"),
                row.getInt("failed"));
    }

    private static PlanRunEntry.Step step(ResultSet row) throws SQLException {
        return new PlanRunEntry.Step(
                row.getString("step_id"),
                row.getString("action"),
                row.getInt("tier"),
                row.getString("workload_id"),
                row.getString("workload_name"),
                row.getString("state"),
                row.getString("code"),
                row.getString("detail"),
                Sql.time(row, "occurred_at"),
                Sql.number(row, "duration_millis"));
    }
}
