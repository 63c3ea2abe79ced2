package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Durable work in one table. Leases run on the database's clock, so that instances need not agree on the time. */
@ApplicationScoped
class PostgresWorkQueue implements WorkQueue {
    private final Sql sql;
    private final Event<WorkReady> ready;

    PostgresWorkQueue(Sql sql, Event<WorkReady> ready) {
        this.sql = sql;
        this.ready = ready;
    }

    @Override
    @Transactional
    public void wake(Kind kind, UUID subject, Instant at) {
        sql.update("""
            insert into work (kind, subject, due) values (?, ?, ?)
            on conflict (kind, subject) do update
            set due = excluded.due, signal = work.signal + 1, failures = 0
            """, kind, subject, at);
        ready.fire(new WorkReady(kind, subject));
    }

    @Override
    public void drop(Kind kind, UUID subject) {
        sql.update("delete from work where kind = ? and subject = ?", kind, subject);
    }

    @Override
    public List<Claim> claim(Instant now, int most, Duration lease) {
        return sql.list(
                """
                with free as (
                    select kind, subject from work
                    where due <= ? and (lease_until is null or lease_until < clock_timestamp())
                    order by due limit ? for update skip locked)
                update work w set lease_until = clock_timestamp() + ? * interval '1 millisecond', fence = fence + 1
                from free where w.kind = free.kind and w.subject = free.subject
                returning w.kind, w.subject, w.fence, w.signal, w.failures
                """,
                r -> new Claim(
                        Kind.valueOf(r.text("kind")),
                        r.uuid("subject"),
                        r.number("fence"),
                        r.number("signal"),
                        r.integer("failures")),
                now,
                most,
                lease.toMillis());
    }

    @Override
    public void renew(Collection<Claim> claims, Duration lease) {
        for (Claim c : claims) {
            sql.update("""
                update work set lease_until = clock_timestamp() + ? * interval '1 millisecond'
                where kind = ? and subject = ? and fence = ?
                """, lease.toMillis(), c.kind(), c.subject(), c.fence());
        }
    }

    @Override
    public void confirm(Claim claim) {
        boolean held = sql.first(
                        "select 1 as held from work where kind = ? and subject = ? and fence = ? for update",
                        r -> r.number("held"),
                        claim.kind(),
                        claim.subject(),
                        claim.fence())
                .isPresent();
        if (!held) {
            throw new LeaseLost(claim);
        }
    }

    @Override
    public void release(Claim claim, Instant next, int failures) {
        sql.update("""
            update work set lease_until = null, failures = ?, due = case when signal = ? then ? else due end
            where kind = ? and subject = ? and fence = ?
            """, failures, claim.signal(), next, claim.kind(), claim.subject(), claim.fence());
    }

    @Override
    public void done(Claim claim) {
        int gone = sql.update(
                "delete from work where kind = ? and subject = ? and fence = ? and signal = ?",
                claim.kind(),
                claim.subject(),
                claim.fence(),
                claim.signal());
        if (gone == 0) {
            sql.update(
                    "update work set lease_until = null where kind = ? and subject = ? and fence = ?",
                    claim.kind(),
                    claim.subject(),
                    claim.fence());
        }
    }
}
