package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.MarkedEvidence;
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Marks on evidence in PostgreSQL. Those of a transaction are written right before it commits, all at once. */
@ApplicationScoped
class PostgresMarkedEvidence implements MarkedEvidence {

    private static final Object MARKS = new Object();
    private static final String ONE_AT_A_TIME = "evidence-thinning";
    private static final UUID FIRST = new UUID(0, 0);

    private final Sql sql;
    private final LastWrites writes;
    private final TransactionSynchronizationRegistry transaction;

    PostgresMarkedEvidence(Sql sql, LastWrites writes, TransactionSynchronizationRegistry transaction) {
        this.sql = sql;
        this.writes = writes;
        this.transaction = transaction;
    }

    @Override
    public void mark(UUID evidence, Instant at) {
        if (transaction.getResource(MARKS) instanceof Marks known) {
            known.evidence.put(evidence, at);
            return;
        }
        Marks marks = new Marks();
        marks.evidence.put(evidence, at);
        transaction.putResource(MARKS, marks);
        transaction.registerInterposedSynchronization(marks);
    }

    /** The newest of a host are found from the index over host and id, whatever their number. */
    @Override
    public Thinned thin(@Nullable UUID after, int limit, Keep keep) {
        boolean mine = sql.first(
                        "select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as mine",
                        row -> row.flag("mine"),
                        ONE_AT_A_TIME)
                .orElse(false);
        if (!mine) {
            return new Thinned(0, Optional.empty());
        }
        return sql.first(
                        """
                        with seen as (
                            select id, host, received_at from evidence where id > ? order by id limit ?
                        ), thinned as (
                            delete from evidence e
                             using seen s
                             where e.id = s.id and s.received_at >= ? and s.received_at < ?
                               and not exists (select 1 from evidence_mark t where t.evidence = s.id)
                               and not exists (select 1 from host h where h.id = s.host and h.evidence_id = s.id)
                               and s.id < (select n.id from evidence n where n.host = s.host
                                            order by n.id desc offset ? limit 1)
                            returning e.id
                        )
                        select (select count(*) from thinned) as removed,
                               (select id from seen order by id desc limit 1) as last,
                               (select count(*) = ? and not bool_and(received_at >= ?) from seen) as more
                        """,
                        row -> new Thinned(
                                row.integer("removed"),
                                row.flag("more") ? Optional.of(row.uuid("last")) : Optional.empty()),
                        after == null ? FIRST : after,
                        limit,
                        keep.kept(),
                        keep.since(),
                        keep.newest() - 1,
                        limit,
                        keep.since())
                .orElseThrow();
    }

    @Override
    public int forget(Instant before) {
        return sql.update("delete from evidence_mark where marked_at < ?", before);
    }

    /** The marks of one transaction. */
    private final class Marks implements Synchronization {
        private final TreeMap<UUID, Instant> evidence = new TreeMap<>();

        @Override
        public void beforeCompletion() {
            writes.add(
                    "insert into evidence_mark (evidence, marked_at) select * from unnest(?::text[]::uuid[],"
                            + " ?::text[]::timestamptz[]) on conflict do nothing",
                    evidence.keySet(),
                    evidence.values());
        }

        @Override
        public void afterCompletion(int status) {
            evidence.clear();
        }
    }
}
