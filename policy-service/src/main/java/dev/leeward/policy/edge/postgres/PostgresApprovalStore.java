package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.ApprovalStore;
import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.policy.PolicyRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Approvals, one row each. */
@ApplicationScoped
class PostgresApprovalStore implements ApprovalStore {
    private final Sql sql;

    PostgresApprovalStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void claim(WorkloadId workload) {
        sql.lock("approval/" + workload);
    }

    @Override
    public Optional<ApprovalRequest> open(ApprovalRequest.Subject subject, Instant now) {
        return sql.first(
                """
                select * from approval
                 where workload = ? and requested_by = ? and state = 'OPEN' and action = ? and destination = ?
                   and policy = ? and policy_version = ? and expires_at > ? for share
                """,
                PostgresApprovalStore::request,
                subject.workload().value(),
                subject.requestedBy(),
                subject.action().code(),
                subject.destination().value(),
                subject.policy().id(),
                subject.policy().version(),
                now);
    }

    @Override
    public void raise(ApprovalRequest request) {
        TenantId tenant = request.tenant();
        sql.update(
                """
                insert into approval (id, decision, policy, policy_version, action, workload, destination, requested_by,
                                      asked_by, tenant, requested_at, expires_at, state)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN')
                """,
                request.id(),
                request.decision(),
                request.subject().policy().id(),
                request.subject().policy().version(),
                request.subject().action().code(),
                request.subject().workload().value(),
                request.subject().destination().value(),
                request.subject().requestedBy(),
                request.askedBy(),
                tenant == null ? null : tenant.value(),
                request.requestedAt(),
                request.expiresAt());
    }

    @Override
    public void answer(Approval approval) {
        switch (approval) {
            case Approval.Granted(var request, var by, var at, var comment) ->
                answer(request.id(), "GRANTED", by, at, comment);
            case Approval.Rejected(var request, var by, var at, var comment) ->
                answer(request.id(), "REJECTED", by, at, comment);
            case Approval.Open(var request) ->
                throw new IllegalArgumentException("approval %s has no answer yet".formatted(request.id()));
        }
    }

    private void answer(UUID id, String state, String by, Instant at, String comment) {
        sql.update(
                "update approval set state = ?, answered_by = ?, answered_at = ?, comment = ? where id = ?",
                state,
                by,
                at,
                comment,
                id);
    }

    @Override
    public Optional<Approval> claim(UUID id) {
        return sql.first("select * from approval where id = ? for update", PostgresApprovalStore::approval, id);
    }

    @Override
    public Optional<Approval> find(UUID id) {
        return sql.first("select * from approval where id = ?", PostgresApprovalStore::approval, id);
    }

    /** Only what is asked for stands in the statement, so that each question finds its index. */
    @Override
    public List<Approval> list(Query query) {
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
        switch (query.state()) {
            case null -> {}
            case GRANTED -> conditions.add("state = 'GRANTED'");
            case REJECTED -> conditions.add("state = 'REJECTED'");
            case OPEN -> {
                conditions.add("state = 'OPEN' and expires_at > ?");
                arguments.add(query.now());
            }
            case EXPIRED -> {
                conditions.add("state = 'OPEN' and expires_at <= ?");
                arguments.add(query.now());
            }
        }
        if (query.before() != null) {
            conditions.add("id < ?");
            arguments.add(query.before());
        }
        arguments.add(query.limit());
        return sql.list(
                "select * from approval where " + String.join(" and ", conditions) + " order by id desc limit ?",
                PostgresApprovalStore::approval,
                arguments.toArray());
    }

    private static Approval approval(Row row) {
        ApprovalRequest request = request(row);
        String state = row.text("state");
        if (state.equals("OPEN")) {
            return new Approval.Open(request);
        }
        String by = row.text("answered_by");
        Instant at = row.instant("answered_at");
        String comment = row.text("comment");
        return state.equals("GRANTED")
                ? new Approval.Granted(request, by, at, comment)
                : new Approval.Rejected(request, by, at, comment);
    }

    private static ApprovalRequest request(Row row) {
        String tenant = row.textOrNull("tenant");
        return new ApprovalRequest(
                row.uuid("id"),
                row.uuid("decision"),
                new ApprovalRequest.Subject(
                        new PolicyRef(row.text("policy"), row.integer("policy_version")),
                        Action.of(row.text("action")).orElseThrow(),
                        new WorkloadId(row.text("workload")),
                        new HostId(row.text("destination")),
                        row.text("requested_by")),
                row.text("asked_by"),
                tenant == null ? null : new TenantId(tenant),
                row.instant("requested_at"),
                row.instant("expires_at"));
    }
}
