package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.ApprovalEntry;
import dev.leeward.compliance.app.query.ComplianceViews.ApprovalFilter;
import dev.leeward.compliance.app.query.ComplianceViews.PolicySetFilter;
import dev.leeward.compliance.app.query.ComplianceViews.SimulationFilter;
import dev.leeward.compliance.app.query.GuardedSurface;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.SimulationEntry;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.compliance.event.PolicySetFact.Count;
import dev.leeward.compliance.event.PolicySetFact.Example;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads policy sets, what they would have decided, requests to second persons, and who asks. */
@ApplicationScoped
class PolicyReader {
    private static final TypeReference<List<PolicySetEntry.Policy>> POLICIES = new TypeReference<>() {};

    private static final TypeReference<List<Count>> COUNTS = new TypeReference<>() {};
    private static final TypeReference<List<Example>> EXAMPLES = new TypeReference<>() {};

    private static final String SIMULATION = """
            select s.simulation_id, s.scope, s.version, s.tenant, s.since, s.requested_by, s.requested_at, s.finished_at, s.failure,
                   s.total, s.replayed, s.changed, s.topic, s.partition, s.record_offset,
                   exists (select 1 from policy_set_version v where v.scope = s.scope and v.version = s.version) as published
            """;
    private static final String SIMULATIONS = " from simulation s";

    private final Sql sql;

    PolicyReader(Sql sql) {
        this.sql = sql;
    }

    Slice<PolicySetEntry> versions(Scope scope, PolicySetFilter filter, Paging paging) {
        Select select = Select.from("select * from policy_set_view")
                .seenBy(scope, "tenant")
                .equal("scope", filter.scope())
                .equal("version", filter.version());
        Instant at = filter.at();
        if (at != null) {
            select.where("occurred_at <= ? and (superseded_at is null or superseded_at > ?)", at, at);
        }
        return select.slice(
                sql,
                paging,
                "occurred_at",
                Select.Id.text("(scope || '/' || version)"),
                PolicyReader::entry,
                entry -> new Position(entry.publishedAt(), entry.scope() + "/" + entry.version()));
    }

    Slice<SimulationEntry> simulations(Scope scope, SimulationFilter filter, Paging paging) {
        return Select.from(SIMULATION + SIMULATIONS)
                .seenBy(scope, "s.tenant")
                .equal("s.scope", filter.scope())
                .equal("s.version", filter.version())
                .slice(
                        sql,
                        paging,
                        "s.finished_at",
                        Select.Id.text("s.simulation_id"),
                        PolicyReader::simulation,
                        entry -> new Position(entry.finishedAt(), entry.id()));
    }

    Optional<SimulationEntry.Whole> simulation(Scope scope, String id) {
        return Select.from(SIMULATION + ", s.counts, s.counts_left_out, s.examples" + SIMULATIONS)
                .seenBy(scope, "s.tenant")
                .equal("s.simulation_id", id)
                .list(
                        sql,
                        row -> new SimulationEntry.Whole(
                                simulation(row),
                                Json.read(row.text("counts"), COUNTS),
                                row.integer("counts_left_out"),
                                Json.read(row.text("examples"), EXAMPLES)))
                .stream()
                .findFirst();
    }

    Slice<ApprovalEntry> approvals(Scope scope, ApprovalFilter filter, Paging paging) {
        Select select = Select.from("select * from approval_view").seenBy(scope, "tenant");
        switch (filter.state()) {
            case null -> {}
            case "OPEN" -> select.where("granted is null and expires_at > ?", filter.now());
            case "EXPIRED" -> select.where("granted is null and expires_at <= ?", filter.now());
            case String state -> select.where("granted = ?", state.equals("GRANTED"));
        }
        return select.slice(
                sql,
                paging,
                "requested_at",
                Select.Id.text("approval_id"),
                PolicyReader::approval,
                entry -> new Position(entry.requestedAt(), entry.id()));
    }

    Optional<ApprovalEntry> approval(Scope scope, String approvalId) {
        return Select.from("select * from approval_view")
                .seenBy(scope, "tenant")
                .equal("approval_id", approvalId)
                .list(sql, PolicyReader::approval)
                .stream()
                .findFirst();
    }

    /** Whoever asked in the span, the last to ask first. */
    List<GuardedSurface> surfaces(Scope scope, Instant from) {
        Select select = Select.from("""
                select enforcement_point, max(decided_at) as last, count(*) as decisions,
                       count(*) filter (where effect <> 'ALLOW') as refused
                  from decision
                """).where("decided_at >= ?", from).seenBy(scope, "tenant");
        return select.groupBy("enforcement_point")
                .orderBy("max(decided_at) desc, enforcement_point")
                .list(
                        sql,
                        row -> new GuardedSurface(
                                row.text("enforcement_point"),
                                row.instant("last"),
                                row.number("decisions"),
                                row.number("refused")));
    }

    private static ApprovalEntry approval(Row row) {
        Instant answeredAt = row.instantOrNull("answered_at");
        return new ApprovalEntry(
                row.text("approval_id"),
                row.text("decision_id"),
                row.textOrNull("tenant"),
                row.text("workload_id"),
                row.textOrNull("destination_host"),
                row.text("requested_by"),
                row.text("rule"),
                row.instant("requested_at"),
                row.instant("expires_at"),
                answeredAt == null
                        ? null
                        : new ApprovalEntry.Answer(
                                row.flag("granted"), row.text("answered_by"), answeredAt, row.text("comment")));
    }

    private static SimulationEntry simulation(Row row) {
        return new SimulationEntry(
                row.text("simulation_id"),
                row.text("scope"),
                row.integer("version"),
                row.flag("published"),
                row.textOrNull("tenant"),
                row.instant("since"),
                row.text("requested_by"),
                row.instant("requested_at"),
                row.instant("finished_at"),
                row.textOrNull("failure"),
                row.number("total"),
                row.number("replayed"),
                row.number("changed"),
                PostgresFacts.proof(row));
    }

    private static PolicySetEntry entry(Row row) {
        Long rollbackOf = row.numberOrNull("rollback_of");
        return new PolicySetEntry(
                row.text("scope"),
                row.integer("version"),
                rollbackOf == null ? null : Math.toIntExact(rollbackOf),
                row.text("digest"),
                row.text("note"),
                row.text("drafted_by"),
                row.instant("drafted_at"),
                row.text("approved_by"),
                row.instant("approved_at"),
                row.text("published_by"),
                row.instant("occurred_at"),
                row.textOrNull("key_id"),
                row.instantOrNull("superseded_at"),
                Json.read(row.text("policies"), POLICIES),
                PostgresFacts.proof(row));
    }
}
