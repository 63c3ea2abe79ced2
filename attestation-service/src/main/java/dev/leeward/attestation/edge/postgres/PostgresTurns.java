package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.TurnStore;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Turn;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When hosts attest next, in PostgreSQL. */
@ApplicationScoped
class PostgresTurns implements TurnStore {

    private final EntityManager entities;
    private final Sql sql;

    PostgresTurns(EntityManager entities, Sql sql) {
        this.entities = entities;
        this.sql = sql;
    }

    @Override
    public void save(Turn turn) {
        TurnEntity row = entities.find(TurnEntity.class, turn.host().value());
        boolean isNew = row == null;
        if (isNew) {
            row = new TurnEntity();
            row.host = turn.host().value();
        }
        row.dueAt = turn.dueAt();
        row.nextAt = turn.nextAt();
        row.attempts = turn.attempts();
        row.challengeId = turn.lease() == null ? null : turn.lease().challenge();
        row.leasedUntil = turn.lease() == null ? null : turn.lease().until();
        if (isNew) {
            entities.persist(row);
        }
    }

    @Override
    public Optional<Turn> lock(HostId host) {
        return Optional.ofNullable(entities.find(TurnEntity.class, host.value(), LockModeType.PESSIMISTIC_WRITE))
                .map(PostgresTurns::toTurn);
    }

    @Override
    public void lockAll(Collection<HostId> hosts) {
        entities.createQuery("from TurnEntity where host in :hosts order by host", TurnEntity.class)
                .setParameter("hosts", values(hosts))
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    @Override
    @Transactional
    public Map<HostId, Turn> find(Collection<HostId> hosts) {
        return entities.createQuery("from TurnEntity where host in :hosts", TurnEntity.class)
                .setParameter("hosts", values(hosts))
                .getResultStream()
                .map(PostgresTurns::toTurn)
                .collect(Collectors.toMap(Turn::host, turn -> turn));
    }

    @Override
    public void remove(HostId host) {
        entities.createQuery("delete from TurnEntity where host = :host")
                .setParameter("host", host.value())
                .executeUpdate();
    }

    @Override
    public void lockHandOut() {
        sql.lock("attestation-hand-out");
        sql.run("set local idle_in_transaction_session_timeout = '5s'");
    }

    @Override
    public List<Turn> lockReady(Collection<HostId> hosts, Instant now, int limit) {
        return entities.createQuery(
                        "from TurnEntity where host in :hosts and nextAt <= :now order by nextAt, host",
                        TurnEntity.class)
                .setParameter("hosts", values(hosts))
                .setParameter("now", now)
                .setMaxResults(limit)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(PostgresHosts.LOCK_TIMEOUT, PostgresHosts.SKIP_LOCKED)
                .getResultStream()
                .map(PostgresTurns::toTurn)
                .toList();
    }

    @Override
    public long inFlight(Instant now) {
        return entities.createQuery("select count(*) from TurnEntity where leasedUntil > :now", Long.class)
                .setParameter("now", now)
                .getSingleResult();
    }

    @Override
    public long overdue(Instant now, Duration tolerated) {
        return entities.createQuery("select count(*) from TurnEntity where dueAt < :before", Long.class)
                .setParameter("before", now.minus(tolerated))
                .getSingleResult();
    }

    private static List<String> values(Collection<HostId> hosts) {
        return hosts.stream().map(HostId::value).toList();
    }

    private static Turn toTurn(TurnEntity row) {
        return new Turn(new HostId(row.host), row.dueAt, row.nextAt, row.attempts, lease(row));
    }

    private static Turn.@Nullable Lease lease(TurnEntity row) {
        return row.challengeId == null || row.leasedUntil == null
                ? null
                : new Turn.Lease(row.challengeId, row.leasedUntil);
    }
}
