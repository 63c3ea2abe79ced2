package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.Permissions;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Decisions, and the arrivals that they were used for: those at a door, and those that were seen afterwards. */
@ApplicationScoped
class PostgresPermissions implements Permissions {
    private final Sql sql;

    PostgresPermissions(Sql sql) {
        this.sql = sql;
    }

    /** The one that this arrival was let in by comes first, so that it costs no other. */
    @Override
    public Optional<RecordedDecision> find(Wanted wanted) {
        sql.lock("arrival of " + wanted.workload());
        return sql.first(
                """
                select d.document from decision d left join seen_decision used on used.decision = d.id
                 where d.workload = ? and d.effect = 'ALLOW' and d.action = any (?) and d.asked_by <> ?
                   and d.decided_at >= ?
                   and (d.document::jsonb -> 'decision' ->> 'validUntil')::timestamptz > ?
                   and jsonb_exists(d.document::jsonb -> 'request' -> 'destinations', ?)
                   and (used.decision is null or (used.host = ? and used.used_at > ?))
                 order by used.decision is null, d.id desc limit 1
                """,
                row -> Json.decision(row.text("document")),
                wanted.workload().value(),
                wanted.actions().stream().map(Action::code).toList(),
                wanted.exceptOf(),
                wanted.decidedSince(),
                wanted.now(),
                wanted.host().value(),
                wanted.host().value(),
                wanted.arrivingSince());
    }

    @Override
    public void use(UUID decision, HostId host, Instant now) {
        sql.update(
                "insert into seen_decision (decision, used_at, host) values (?, ?, ?) on conflict do nothing",
                decision,
                now,
                host.value());
    }
}
