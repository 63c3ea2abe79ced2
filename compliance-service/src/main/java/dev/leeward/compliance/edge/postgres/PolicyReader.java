package dev.leeward.compliance.edge.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.leeward.compliance.app.query.ApprovalEntry;
import dev.leeward.compliance.app.query.ComplianceViews.ApprovalFilter;
import dev.leeward.compliance.app.query.ComplianceViews.PolicySetFilter;
import dev.leeward.compliance.app.query.GuardedSurface;
import dev.leeward.compliance.app.query.Paging;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.Slice;
import dev.leeward.compliance.edge.postgres.Select.Position;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Reads policy sets, requests to second persons, and who asks. */
@ApplicationScoped
class PolicyReader {
    private static final TypeReference<List<PolicySetEntry.Policy>> POLICIES = new TypeReference<>() {};

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
