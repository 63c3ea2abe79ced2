package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.ComplianceViews.DecisionFilter;
import dev.leeward.compliance.app.query.ComplianceViews.MigrationFilter;
import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.compliance.app.query.DecisionEntry.Note;
import dev.leeward.compliance.app.query.DecisionEntry.Policy;
import dev.leeward.compliance.app.query.DecisionEntry.SetVersion;
import dev.leeward.compliance.app.query.DecisionEntry.Trust;
import dev.leeward.compliance.app.query.MigrationEntry;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads decisions, migrations and placements. */
@ApplicationScoped
class WorkReader {
    private static final TypeReference<List<Policy>> POLICIES = new TypeReference<>() {};
    private static final TypeReference<List<SetVersion>> SETS = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
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
        return Select.from("select * from migration_list")
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
        return Select.from("select * from migration_list")
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
                                row.text("workload_id"),
                                row.text("workload_name"),
                                row.textOrNull("tenant"),
                                row.textOrNull("site"),
                                row.textOrNull("host_id"),
                                row.number("epoch"),
                                row.instant("since"),
                                Json.read(row.text("labels"), LABELS)));
    }

    private static DecisionEntry decision(Row row) {
        List<Policy> determining = Json.read(row.text("determining"), POLICIES);
        String effect = row.text("effect");
        String rule = row.textOrNull("rule");
        String reason = row.text("reason");
        boolean allowed = effect.equals("ALLOW");
        return new DecisionEntry(
                row.text("decision_id"),
                row.instant("decided_at"),
                effect,
                row.text("action"),
                row.textOrNull("tenant"),
                row.text("workload_id"),
                row.textOrNull("workload_name"),
                row.textOrNull("source_host"),
                row.textOrNull("destination_host"),
                row.textOrNull("migration_id"),
                row.text("principal"),
                rule == null && !determining.isEmpty() ? determining.getFirst().policyId() : rule,
                reason.isEmpty() && !allowed && !determining.isEmpty()
                        ? determining.getFirst().message()
                        : reason,
                determining,
                Json.read(row.text("monitor_hits"), POLICIES),
                Json.read(row.text("trust"), TRUST),
                Json.read(row.text("notes"), NOTES),
                row.text("enforcement_point"),
                row.text("policy_set_digest"),
                Json.read(row.text("policy_sets"), SETS),
                Json.read(row.text("obligations"), TEXTS),
                row.text("correlation_id"),
                PostgresFacts.proof(row));
    }

    private static MigrationEntry migration(Row row) {
        return new MigrationEntry(
                row.text("migration_id"),
                row.textOrNull("tenant"),
                row.text("workload_id"),
                row.text("workload_name"),
                row.text("kind"),
                row.flag("test"),
                row.text("state"),
                row.textOrNull("code"),
                row.textOrNull("reason"),
                row.textOrNull("source_site"),
                row.textOrNull("source_host"),
                row.textOrNull("destination_site"),
                row.textOrNull("destination_host"),
                row.text("requested_by"),
                row.text("origin"),
                row.instant("requested_at"),
                row.instant("changed_at"),
                row.textOrNull("decision_id"),
                row.textOrNull("order_id"),
                row.textOrNull("evacuation_id"),
                row.numberOrNull("downtime_millis"),
                row.numberOrNull("duration_millis"),
                row.numberOrNull("bytes_copied"));
    }
}
