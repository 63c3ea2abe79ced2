package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Decisions as documents, with the columns that they are looked up by. */
@ApplicationScoped
class PostgresDecisionLog implements DecisionLog {
    private final Sql sql;

    PostgresDecisionLog(Sql sql) {
        this.sql = sql;
    }

    @Override
    public RecordedDecision of(String askedBy, String requestId) {
        return sql.first(
                        "select document from decision where asked_by = ? and request_id = ?",
                        PostgresDecisionLog::document,
                        askedBy,
                        requestId)
                .orElseThrow(() -> new IllegalStateException(
                        "decision on request " + requestId + " of " + askedBy + " was deleted while it was asked for"));
    }

    @Override
    public Optional<RecordedDecision> find(UUID id) {
        return sql.first("select document from decision where id = ?", PostgresDecisionLog::document, id);
    }

    @Override
    public boolean keep(RecordedDecision recorded) {
        TenantId tenant = recorded.tenant();
        return sql.update(
                        """
                insert into decision (id, asked_by, request_id, request_digest, tenant, workload, action, effect,
                                      decided_at, document)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (asked_by, request_id) do nothing
                """,
                        recorded.id(),
                        recorded.askedBy(),
                        recorded.request().requestId(),
                        recorded.requestDigest(),
                        tenant == null ? null : tenant.value(),
                        recorded.request().workload().value(),
                        recorded.request().action().code(),
                        recorded.decision().effect().name(),
                        recorded.facts().at(),
                        Json.write(recorded))
                == 1;
    }

    /** Only what is asked for stands in the statement, so that each question finds its index. */
    @Override
    public List<RecordedDecision> list(Query query) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        List<Object> arguments = new ArrayList<>();
        if (query.tenant() != null) {
            conditions.add("tenant = ?");
            arguments.add(query.tenant());
        }
        if (query.workload() != null) {
            conditions.add("workload = ?");
            arguments.add(query.workload().value());
        }
        if (query.effect() != null) {
            conditions.add("effect = ?");
            arguments.add(query.effect().name());
        }
        if (query.before() != null) {
            conditions.add("id < ?");
            arguments.add(query.before());
        }
        arguments.add(query.limit());
        return sql.list(
                "select document from decision where " + String.join(" and ", conditions) + " order by id desc limit ?",
                PostgresDecisionLog::document,
                arguments.toArray());
    }

    private static RecordedDecision document(Row row) {
        return Json.decision(row.text("document"));
    }
}
