package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.RecordedDecision;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decisions as documents, with the columns that they are looked up by. */
@ApplicationScoped
class PostgresDecisionLog implements DecisionLog {
    /** In the order of the requests, so that two transactions that keep the same ones wait for each other in one order. */
    private static final String KEEP = """
            insert into decision (id, asked_by, request_id, request_digest, tenant, workload, action, effect,
                                  decided_at, document)
            select id, asked_by, request_id, request_digest, tenant, workload, action, effect, decided_at, document
              from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::timestamptz[], ?::text[])
                as made (id, asked_by, request_id, request_digest, tenant, workload, action, effect, decided_at, document)
             order by asked_by, request_id
                on conflict (asked_by, request_id) do nothing
            returning id
            """;

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
    public Set<UUID> keep(List<RecordedDecision> decisions) {
        return Set.copyOf(sql.list(
                KEEP,
                row -> row.uuid("id"),
                texts(decisions, RecordedDecision::id),
                texts(decisions, RecordedDecision::askedBy),
                texts(decisions, recorded -> recorded.request().requestId()),
                texts(decisions, RecordedDecision::requestDigest),
                texts(decisions, RecordedDecision::tenant),
                texts(decisions, recorded -> recorded.request().workload()),
                texts(decisions, recorded -> recorded.request().action().code()),
                texts(decisions, recorded -> recorded.decision().effect()),
                texts(decisions, recorded -> recorded.facts().at()),
                texts(decisions, Json::write)));
    }

    private static List<@Nullable Object> texts(
            List<RecordedDecision> decisions, Function<RecordedDecision, @Nullable Object> column) {
        List<@Nullable Object> texts = new ArrayList<>(decisions.size());
        decisions.forEach(recorded -> texts.add(column.apply(recorded)));
        return texts;
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
