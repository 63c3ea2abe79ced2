package dev.leeward.policy.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.policy.app.EmergencyStore;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.emergency.Emergency.Closing;
import dev.leeward.policy.emergency.Emergency.Use;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Emergencies, one row for each person and ticket. */
@ApplicationScoped
class PostgresEmergencyStore implements EmergencyStore {
    private final Sql sql;

    PostgresEmergencyStore(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Emergency> claim(String principal, String ticket) {
        sql.lock("emergency/" + principal + "/" + ticket);
        return sql.first(
                "select * from emergency where principal = ? and ticket = ? for update",
                PostgresEmergencyStore::emergency,
                principal,
                ticket);
    }

    @Override
    public Optional<Emergency> claim(UUID id) {
        return sql.first("select * from emergency where id = ? for update", PostgresEmergencyStore::emergency, id);
    }

    @Override
    public void save(Emergency emergency) {
        Closing closing = emergency.closing();
        Use last = emergency.last();
        sql.update(
                """
                insert into emergency (id, principal, ticket, reason, opened_at, valid_until, closed_by, closed_at, uses,
                                       last_decision, last_workload, last_used_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update
                   set closed_by = excluded.closed_by, closed_at = excluded.closed_at, uses = excluded.uses,
                       last_decision = excluded.last_decision, last_workload = excluded.last_workload,
                       last_used_at = excluded.last_used_at
                """,
                emergency.id(),
                emergency.principal(),
                emergency.ticket(),
                emergency.reason(),
                emergency.openedAt(),
                emergency.validUntil(),
                closing == null ? null : closing.by(),
                closing == null ? null : closing.at(),
                emergency.uses(),
                last == null ? null : last.decision(),
                last == null ? null : last.workload(),
                last == null ? null : last.at());
    }

    @Override
    public Optional<Emergency> find(UUID id) {
        return sql.first("select * from emergency where id = ?", PostgresEmergencyStore::emergency, id);
    }

    @Override
    public List<Emergency> list(Emergency.@Nullable State state, Instant now, @Nullable UUID before, int limit) {
        String condition = switch (state) {
            case null -> "?::timestamptz is not null";
            case OPEN -> "closed_at is null and valid_until > ?";
            case EXPIRED -> "closed_at is null and valid_until <= ?";
            case CLOSED -> "closed_at <= ?";
        };
        return sql.list(
                "select * from emergency where " + condition
                        + " and (?::uuid is null or id < ?) order by id desc limit ?",
                PostgresEmergencyStore::emergency,
                now,
                before,
                before,
                limit);
    }

    private static Emergency emergency(Row row) {
        Instant closedAt = row.instantOrNull("closed_at");
        Instant usedAt = row.instantOrNull("last_used_at");
        return new Emergency(
                row.uuid("id"),
                row.text("principal"),
                row.text("ticket"),
                row.text("reason"),
                row.instant("opened_at"),
                row.instant("valid_until"),
                closedAt == null ? null : new Closing(row.text("closed_by"), closedAt),
                row.integer("uses"),
                usedAt == null ? null : new Use(row.uuid("last_decision"), row.text("last_workload"), usedAt));
    }
}
