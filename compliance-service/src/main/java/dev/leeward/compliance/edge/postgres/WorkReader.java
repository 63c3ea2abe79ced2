package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.ComplianceViews.DecisionFilter;
import dev.leeward.compliance.app.query.ComplianceViews.MigrationFilter;
import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.compliance.app.query.DecisionEntry.Note;
import dev.leeward.compliance.app.query.DecisionEntry.Policy;
import dev.leeward.compliance.app.query.DecisionEntry.Trust;
import dev.leeward.compliance.app.query.MigrationEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads decisions, migrations and placements. */
@ApplicationScoped
class WorkReader {
    private static final TypeReference<List<Policy>> POLICIES = new TypeReference<>() {};
    private static final TypeReference<List<Trust>> TRUST = new TypeReference<>() {};
    private static final TypeReference<List<Note>> NOTES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private static final String DECISIONS = """
            select v.*, (select coalesce(jsonb_agg(jsonb_build_object('at', n.occurred_at, 'kind', n.kind, 'who', n.who,
                                                                     'text', n.detail)
                                          order by n.occurred_at, n.event_id), '[]'::jsonb)
                           from decision_note n where n.decision_id = v.decision_id) as notes
              from decision_view v
            """;

    private final Sql sql;

    WorkReader(Sql sql) {
        this.sql = sql;
    }

    Slice<DecisionEntry> decisions(Scope scope, DecisionFilter filter, Paging paging) {
        return Select.from(DECISIONS)
                .seenBy(scope, "v.tenant")
                .equal("v.workload_id", filter.workload())
                .equal("v.effect", filter.effect())
                .slice(
                        sql,
                        paging,
                        "v.decided_at",
                        Select.Id.text("v.decision_id"),
                        WorkReader::decision,
                        entry -> new Position(entry.decidedAt(), entry.id()));
    }

    Optional<DecisionEntry> decision(Scope scope, String id) {
        return Select.from(DECISIONS)
                .seenBy(scope, "v.tenant")
                .equal("v.decision_id", id)
                .list(sql, WorkReader::decision)
                .stream()
                .findFirst();
    }

    Slice<MigrationEntry> migrations(Scope scope, MigrationFilter filter, Paging paging) {
        return Select.from("select * from migration_view")
                .seenBy(scope, "tenant")
                .equal("workload_id", filter.workload())
                .equal("state", filter.state())
                .equal("evacuation_id", filter.evacuationId())
                .slice(
                        sql,
                        paging,
                        "requested_at",
                        Select.Id.text("migration_id"),
                        WorkReader::migration,
                        entry -> new Position(entry.requestedAt(), entry.id()));
    }

    Optional<MigrationEntry> migration(Scope scope, String id) {
        return Select.from("select * from migration_view")
                .seenBy(scope, "tenant")
                .equal("migration_id", id)
                .list(sql, WorkReader::migration)
                .stream()
                .findFirst();
    }

    List<PlacementEntry> placements(Scope scope) {
        return Select.from("select * from placement")
                .seenBy(scope, "tenant")
                .orderBy("workload_name, workload_id")
                .list(
                        sql,
                        row -> new PlacementEntry(
                                row.getString("workload_id"),
                                row.getString("workload_name"),
                                row.getString("tenant"),
                                row.getString("site"),
                                row.getString("host_id"),
                                row.getLong("epoch"),
                                Sql.time(row, "since"),
                                Json.read(row.getString("labels"), LABELS)));
    }

    private static DecisionEntry decision(ResultSet row) throws SQLException {
        List<Policy> determining = Json.read(row.getString("determining"), POLICIES);
        String effect = row.getString("effect");
        String rule = row.getString("rule");
        String reason = row.getString("reason");
        boolean allowed = effect.equals("ALLOW");
        return new DecisionEntry(
                row.getString("decision_id"),
                Sql.time(row, "decided_at"),
                effect,
                row.getString("action"),
                row.getString("tenant"),
                row.getString("workload_id"),
                row.getString("workload_name"),
                row.getString("source_host"),
                row.getString("destination_host"),
                row.getString("migration_id"),
                row.getString("principal"),
                rule == null && !determining.isEmpty() ? determining.getFirst().policyId() : rule,
                reason.isEmpty() && !allowed && !determining.isEmpty()
                        ? determining.getFirst().message()
                        : reason,
                determining,
                Json.read(row.getString("monitor_hits"), POLICIES),
                Json.read(row.getString("trust"), TRUST),
                Json.read(row.getString("notes"), NOTES),
                row.getString("enforcement_point"),
                row.getString("policy_set_digest"),
                row.getString("correlation_id"),
                PostgresFacts.proof(row));
    }

    private static MigrationEntry migration(ResultSet row) throws SQLException {
        return new MigrationEntry(
                row.getString("migration_id"),
                row.getString("tenant"),
                row.getString("workload_id"),
                row.getString("workload_name"),
                row.getString("kind"),
                row.getBoolean("test"),
                row.getString("state"),
                row.getString("code"),
                row.getString("reason"),
                row.getString("source_site"),
                row.getString("source_host"),
                row.getString("destination_site"),
                row.getString("destination_host"),
                row.getString("requested_by"),
                row.getString("origin"),
                Sql.time(row, "requested_at"),
                Sql.time(row, "changed_at"),
                row.getString("decision_id"),
                row.getString("order_id"),
                row.getString("evacuation_id"),
                Sql.number(row, "downtime_millis"),
                Sql.number(row, "duration_millis"),
                Sql.number(row, "bytes_copied"));
    }
}
