package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.DemandStore;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Demands for attestations in PostgreSQL. */
@ApplicationScoped
class PostgresDemands implements DemandStore {

    private final EntityManager entities;

    PostgresDemands(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public void save(Demand demand) {
        DemandEntity row = entities.find(DemandEntity.class, demand.id());
        boolean isNew = row == null;
        if (isNew) {
            row = new DemandEntity();
            row.id = demand.id();
            row.host = demand.host().value();
            row.demandedBy = demand.by();
            row.demandedAt = demand.at();
            row.expiresAt = demand.until();
        }
        row.refusal = demand.refusal();
        Demand.Verdict verdict = demand.verdict();
        row.doneAt = verdict == null ? null : verdict.at();
        row.overall = verdict == null ? null : verdict.overall().name();
        row.reason = verdict == null ? null : verdict.reason();
        row.evidenceId = verdict == null ? null : verdict.evidenceId();
        if (isNew) {
            entities.persist(row);
        }
    }

    @Override
    public Optional<Demand> find(UUID id) {
        return Optional.ofNullable(entities.find(DemandEntity.class, id)).map(PostgresDemands::toDemand);
    }

    @Override
    public Optional<Demand> pending(HostId host, Instant now) {
        return entities.createQuery(
                        "from DemandEntity where host = :host and doneAt is null and expiresAt > :now",
                        DemandEntity.class)
                .setParameter("host", host.value())
                .setParameter("now", now)
                .getResultStream()
                .findFirst()
                .map(PostgresDemands::toDemand);
    }

    @Override
    public List<HostId> demanded(Instant now) {
        return entities.createQuery(
                        "select host from DemandEntity where doneAt is null and expiresAt > :now order by expiresAt",
                        String.class)
                .setParameter("now", now)
                .getResultStream()
                .map(HostId::new)
                .toList();
    }

    @Override
    public long prune(Instant before) {
        return entities.createQuery("delete from DemandEntity where expiresAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }

    private static Demand toDemand(DemandEntity row) {
        return new Demand(
                row.id, new HostId(row.host), row.demandedBy, row.demandedAt, row.expiresAt, row.refusal, verdict(row));
    }

    private static Demand.@Nullable Verdict verdict(DemandEntity row) {
        return row.doneAt == null || row.overall == null || row.reason == null
                ? null
                : new Demand.Verdict(row.doneAt, TrustStatus.valueOf(row.overall), row.reason, row.evidenceId);
    }
}
