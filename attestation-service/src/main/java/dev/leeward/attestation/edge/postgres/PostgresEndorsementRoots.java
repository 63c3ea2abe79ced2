package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.EndorsementRootStore;
import dev.leeward.attestation.enrolment.Certificates;
import dev.leeward.attestation.enrolment.EndorsementRoot;
import dev.leeward.attestation.evidence.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Endorsement roots in PostgreSQL. */
@ApplicationScoped
class PostgresEndorsementRoots implements EndorsementRootStore {

    private final EntityManager entities;
    private final Certificates certificates;

    PostgresEndorsementRoots(EntityManager entities, Certificates certificates) {
        this.entities = entities;
        this.certificates = certificates;
    }

    @Override
    public List<EndorsementRoot> inForce() {
        return roots("from EndorsementRootEntity where retiredAt is null order by id")
                .getResultStream()
                .map(this::toRoot)
                .toList();
    }

    @Override
    @Transactional
    public Optional<EndorsementRoot> find(UUID id) {
        return Optional.ofNullable(entities.find(EndorsementRootEntity.class, id))
                .map(this::toRoot);
    }

    @Override
    public Optional<EndorsementRoot> lock(UUID id) {
        return Optional.ofNullable(entities.find(EndorsementRootEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(this::toRoot);
    }

    @Override
    public Optional<EndorsementRoot> find(@Nullable String tenant, byte[] certificate) {
        entities.createNativeQuery("lock table endorsement_root in share row exclusive mode")
                .executeUpdate();
        return roots("from EndorsementRootEntity where retiredAt is null and certificate = :certificate"
                        + " and coalesce(tenant, '') = :tenant")
                .setParameter("certificate", certificate)
                .setParameter("tenant", tenant == null ? "" : tenant)
                .getResultStream()
                .findFirst()
                .map(this::toRoot);
    }

    @Override
    @Transactional
    public List<EndorsementRoot> page(@Nullable String tenant, @Nullable UUID after, int limit) {
        return roots("from EndorsementRootEntity where id > :after and (:all = true or tenant = :tenant) order by id")
                .setParameter("after", after == null ? new UUID(0, 0) : after)
                .setParameter("all", tenant == null)
                .setParameter("tenant", tenant == null ? "" : tenant)
                .setMaxResults(limit)
                .getResultStream()
                .map(this::toRoot)
                .toList();
    }

    @Override
    public void save(EndorsementRoot root) {
        EndorsementRootEntity row = new EndorsementRootEntity();
        row.id = root.id();
        row.tenant = root.tenant();
        row.vendor = root.vendor();
        row.addedAt = root.addedAt();
        row.retiredAt = root.retiredAt();
        row.revocationLists = new ArrayList<>();
        try {
            row.certificate = root.certificate().getEncoded();
            for (X509CRL list : root.revocationLists()) {
                row.revocationLists.add(list.getEncoded());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("endorsement root " + root.id() + " cannot be written", e);
        }
        entities.merge(row);
    }

    private TypedQuery<EndorsementRootEntity> roots(String query) {
        return entities.createQuery(query, EndorsementRootEntity.class);
    }

    private EndorsementRoot toRoot(EndorsementRootEntity row) {
        try {
            List<X509CRL> lists = new ArrayList<>();
            for (byte[] list : row.revocationLists) {
                lists.add(certificates.readRevocationList(Bytes.of(list)));
            }
            return new EndorsementRoot(
                    row.id,
                    row.tenant,
                    row.vendor,
                    certificates.read(Bytes.of(row.certificate)),
                    lists,
                    row.addedAt,
                    row.retiredAt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("endorsement root " + row.id + " is damaged", e);
        }
    }
}
