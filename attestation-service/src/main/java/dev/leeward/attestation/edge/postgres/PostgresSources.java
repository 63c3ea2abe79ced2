package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.SourceFailure;
import dev.leeward.attestation.app.SourceStatus;
import dev.leeward.attestation.app.SourceStore;
import dev.leeward.attestation.host.SourceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How inventory sources did, in PostgreSQL. */
@ApplicationScoped
class PostgresSources implements SourceStore {

    private final EntityManager entities;

    PostgresSources(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public boolean claim(SourceId source, Instant now, Instant next) {
        return entities.createNativeQuery("insert into inventory_source (id, next_ask_at) values (:id, :next)"
                                + " on conflict (id) do update set next_ask_at = :next"
                                + " where inventory_source.next_ask_at <= :now")
                        .setParameter("id", source.value())
                        .setParameter("now", now)
                        .setParameter("next", next)
                        .executeUpdate()
                == 1;
    }

    @Override
    public void askNow(SourceId source, Instant now) {
        entities.createNativeQuery(
                        "update inventory_source set next_ask_at = :now where id = :id and next_ask_at > :now")
                .setParameter("id", source.value())
                .setParameter("now", now)
                .executeUpdate();
    }

    @Override
    public void save(SourceStatus status) {
        SourceEntity row = entities.find(SourceEntity.class, status.id().value());
        boolean isNew = row == null;
        if (isNew) {
            row = new SourceEntity();
            row.id = status.id().value();
            row.nextAskAt = Instant.EPOCH;
        }
        SourceFailure failure = status.failure();
        row.succeededAt = status.succeededAt();
        row.failedAt = status.failedAt();
        row.failureCode = failure == null ? null : failure.code();
        row.failure = failure == null ? null : failure.reason();
        row.remedy = failure == null ? null : failure.remedy();
        row.hosts = status.hosts();
        row.problems = status.problems();
        if (isNew) {
            entities.persist(row);
        }
    }

    @Override
    public Map<SourceId, SourceStatus> all() {
        return entities.createQuery("from SourceEntity", SourceEntity.class)
                .getResultStream()
                .map(row -> new SourceStatus(
                        new SourceId(row.id), row.succeededAt, row.failedAt, failure(row), row.hosts, row.problems))
                .collect(Collectors.toMap(SourceStatus::id, status -> status));
    }

    private static @Nullable SourceFailure failure(SourceEntity row) {
        return row.failureCode == null || row.failure == null || row.remedy == null
                ? null
                : new SourceFailure(row.failureCode, row.failure, row.remedy);
    }

    @Override
    public void keep(Set<SourceId> sources) {
        entities.createQuery("delete from SourceEntity where id not in (:kept)")
                .setParameter("kept", sources.stream().map(SourceId::value).toList())
                .executeUpdate();
    }
}
