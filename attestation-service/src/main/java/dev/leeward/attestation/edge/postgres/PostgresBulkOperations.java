package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.BulkOperation;
import dev.leeward.attestation.app.BulkOperationStore;
import dev.leeward.attestation.app.BulkTarget;
import dev.leeward.attestation.app.HostSelection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bulk operations in PostgreSQL. */
@ApplicationScoped
class PostgresBulkOperations implements BulkOperationStore {

    private static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";
    private static final int SKIP_LOCKED = -2;
    private static final String OPEN = "from BulkOperationEntity where endedAt is null order by id";

    private final EntityManager entities;
    private final Sql sql;

    PostgresBulkOperations(EntityManager entities, Sql sql) {
        this.entities = entities;
        this.sql = sql;
    }

    @Override
    public int count(HostSelection selection, Instant now) {
        SelectedHosts selected = SelectedHosts.of(selection, now);
        Query query = entities.createNativeQuery("select count(*) from host where " + selected.condition());
        selected.bind(query);
        return ((Number) query.getSingleResult()).intValue();
    }

    @Override
    public List<HostId> first(HostSelection selection, Instant now, int limit) {
        SelectedHosts selected = SelectedHosts.of(selection, now);
        Query query = entities.createNativeQuery(
                "select id from host where " + selected.condition() + " order by id", String.class);
        selected.bind(query);
        return ids(query.setMaxResults(limit).getResultList());
    }

    @Override
    public List<HostId> absent(Set<HostId> hosts) {
        List<HostId> absent = new ArrayList<>(hosts);
        absent.removeAll(ids(entities.createNativeQuery(
                        "select id from host where state <> 'RETIRED' and id in (:ids)", String.class)
                .setParameter("ids", values(hosts))
                .getResultList()));
        return absent.stream().sorted().toList();
    }

    @Override
    public BulkOperation add(BulkOperation operation) {
        BulkOperationEntity row = new BulkOperationEntity();
        BulkMapper.write(operation, row);
        entities.persist(row);
        entities.flush();
        SelectedHosts selected = SelectedHosts.of(operation.selection(), operation.requestedAt());
        Query insert = entities.createNativeQuery(
                        "insert into bulk_target (operation, host) select cast(:operation as uuid), id from host where "
                                + selected.condition())
                .setParameter("operation", operation.id().toString());
        selected.bind(insert);
        row.total = insert.executeUpdate();
        return BulkMapper.toOperation(row);
    }

    @Override
    @Transactional
    public Optional<BulkOperation> find(UUID id) {
        return Optional.ofNullable(entities.find(BulkOperationEntity.class, id)).map(BulkMapper::toOperation);
    }

    @Override
    public Optional<BulkOperation> lock(UUID id) {
        return Optional.ofNullable(entities.find(BulkOperationEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(BulkMapper::toOperation);
    }

    @Override
    public Optional<BulkOperation> lockNext() {
        return entities.createQuery(OPEN, BulkOperationEntity.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(LOCK_TIMEOUT, SKIP_LOCKED)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(BulkMapper::toOperation);
    }

    @Override
    public List<HostId> left(UUID operation, int limit) {
        return ids(entities.createQuery(
                        "select host from BulkTargetEntity where operation = :operation and outcome = LEFT"
                                + " order by host",
                        String.class)
                .setParameter("operation", operation)
                .setMaxResults(limit)
                .getResultList());
    }

    @Override
    public List<HostId> left(UUID operation, Collection<HostId> hosts) {
        return ids(entities.createQuery(
                        "select host from BulkTargetEntity where operation = :operation and outcome = LEFT"
                                + " and host in :hosts order by host",
                        String.class)
                .setParameter("operation", operation)
                .setParameter("hosts", values(hosts))
                .getResultList());
    }

    @Override
    public void record(UUID operation, Collection<BulkTarget> targets) {
        sql.batch(
                "update bulk_target set outcome = ?, code = ?, reason = ?, at = ? where operation = ? and host = ?",
                targets.stream()
                        .map(target -> new @Nullable Object[] {
                            target.outcome(), target.code(), target.reason(), target.at(), operation, target.host()
                        })
                        .toList());
    }

    @Override
    public void save(BulkOperation operation) {
        BulkMapper.write(operation, entities.find(BulkOperationEntity.class, operation.id()));
    }

    @Override
    @Transactional
    public List<BulkOperation> page(@Nullable UUID before, int limit) {
        TypedQuery<BulkOperationEntity> query = entities.createQuery(
                "from BulkOperationEntity" + (before == null ? "" : " where id < :before") + " order by id desc",
                BulkOperationEntity.class);
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.setMaxResults(limit)
                .getResultStream()
                .map(BulkMapper::toOperation)
                .toList();
    }

    @Override
    @Transactional
    public List<BulkTarget> targets(
            UUID operation, BulkTarget.@Nullable Outcome outcome, @Nullable HostId after, int limit) {
        TypedQuery<BulkTargetEntity> query = entities.createQuery(
                        "from BulkTargetEntity where operation = :operation and host > :after"
                                + (outcome == null ? "" : " and outcome = :outcome") + " order by host",
                        BulkTargetEntity.class)
                .setParameter("operation", operation)
                .setParameter("after", after == null ? "" : after.value());
        if (outcome != null) {
            query.setParameter("outcome", outcome);
        }
        return query.setMaxResults(limit)
                .getResultStream()
                .map(BulkMapper::toTarget)
                .toList();
    }

    @Override
    public int prune(Instant endedBefore) {
        return entities.createQuery("delete from BulkOperationEntity where endedAt < :before")
                .setParameter("before", endedBefore)
                .executeUpdate();
    }

    private static List<String> values(Collection<HostId> hosts) {
        return hosts.stream().map(HostId::value).toList();
    }

    private static List<HostId> ids(List<?> values) {
        return values.stream().map(value -> new HostId((String) value)).toList();
    }
}
