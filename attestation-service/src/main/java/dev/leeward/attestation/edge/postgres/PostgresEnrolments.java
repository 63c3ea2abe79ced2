package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.EnrolmentStore;
import dev.leeward.attestation.enrolment.EnrolmentChallenge;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Enrolments in PostgreSQL. */
@ApplicationScoped
class PostgresEnrolments implements EnrolmentStore {

    private final EntityManager entities;

    PostgresEnrolments(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public void add(EnrolmentChallenge challenge) {
        EnrolmentEntity row = new EnrolmentEntity();
        row.id = challenge.id();
        row.host = challenge.host().value();
        row.akPublic = challenge.key().publicArea().toArray();
        row.ekPublic = challenge.endorsement().key().publicArea().toArray();
        row.akBelowEk = challenge.endorsement().parentOfAttestationKey();
        row.ekCertificate = EndorsementMapper.columns(challenge.endorsement().certificate());
        row.endorsementRoot = challenge.endorsement().root();
        row.secretDigest = challenge.secretDigest().toArray();
        row.issuedAt = challenge.issuedAt();
        row.expiresAt = challenge.expiresAt();
        entities.persist(row);
    }

    @Override
    public Optional<EnrolmentChallenge> lock(UUID id) {
        return Optional.ofNullable(entities.find(EnrolmentEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(PostgresEnrolments::toChallenge);
    }

    private static EnrolmentChallenge toChallenge(EnrolmentEntity row) {
        String owner = "enrolment " + row.id;
        return new EnrolmentChallenge(
                row.id,
                new HostId(row.host),
                EndorsementMapper.attestationKey(owner, row.akPublic),
                EndorsementMapper.endorsement(
                        owner, row.ekPublic, row.akBelowEk, row.ekCertificate, row.endorsementRoot),
                Bytes.of(row.secretDigest),
                row.issuedAt,
                row.expiresAt,
                row.answeredAt != null);
    }

    @Override
    public void markAnswered(UUID id, Instant at) {
        entities.find(EnrolmentEntity.class, id).answeredAt = at;
    }

    @Override
    public long open(HostId host, Instant now) {
        return entities.createQuery(
                        "select count(*) from EnrolmentEntity"
                                + " where host = :host and answeredAt is null and expiresAt > :now",
                        Long.class)
                .setParameter("host", host.value())
                .setParameter("now", now)
                .getSingleResult();
    }

    @Override
    public long prune(Instant before) {
        return entities.createQuery("delete from EnrolmentEntity where expiresAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }
}
