package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.app.ManifestStore;
import dev.leeward.attestation.edge.postgres.ManifestEntity.Measurement;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.ReferenceValue;
import dev.leeward.attestation.reference.References;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reference manifests in PostgreSQL; those in force are remembered until their generation changes. */
@ApplicationScoped
class PostgresManifests implements ManifestStore {

    private record Remembered(long generation, References references) {}

    private final EntityManager entities;
    private volatile Remembered remembered = new Remembered(-1, new References(List.of()));

    PostgresManifests(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public References inForce() {
        long generation = generation("select generation from reference_generation where id = 1");
        Remembered known = remembered;
        if (known.generation() != generation) {
            known = new Remembered(generation, load());
            remembered = known;
        }
        return known.references();
    }

    private References load() {
        return new References(entities.createQuery("from ManifestEntity where retiredAt is null", ManifestEntity.class)
                .getResultStream()
                .map(row -> toRecord(row).manifest())
                .toList());
    }

    @Override
    @Transactional
    public Optional<ManifestRecord> find(ManifestId id) {
        return Optional.ofNullable(entities.find(ManifestEntity.class, id.value()))
                .map(PostgresManifests::toRecord);
    }

    @Override
    public Optional<ManifestRecord> lock(ManifestId id) {
        generation("select generation from reference_generation where id = 1 for update");
        return find(id);
    }

    @Override
    @Transactional
    public List<ManifestRecord> page(@Nullable ManifestId after, int limit) {
        return entities.createQuery("from ManifestEntity where id > :after order by id", ManifestEntity.class)
                .setParameter("after", after == null ? "" : after.value())
                .setMaxResults(limit)
                .getResultStream()
                .map(PostgresManifests::toRecord)
                .toList();
    }

    @Override
    public void save(ManifestRecord record) {
        ReferenceManifest manifest = record.manifest();
        ManifestEntity row = new ManifestEntity();
        row.id = manifest.id().value();
        row.version = manifest.version();
        row.part = manifest.part().name();
        row.product = manifest.product();
        row.productVersion = manifest.productVersion();
        row.measurements = manifest.values().stream()
                .map(value -> new Measurement(value.pcr(), value.digest().hex(), value.description()))
                .toList();
        row.publishedAt = record.publishedAt();
        row.retiredAt = record.retiredAt();
        row.sequence = record.sequence();
        entities.merge(row);
        entities.createNativeQuery("update reference_generation set generation = generation + 1 where id = 1")
                .executeUpdate();
    }

    private long generation(String query) {
        return ((Number) entities.createNativeQuery(query).getSingleResult()).longValue();
    }

    private static ManifestRecord toRecord(ManifestEntity row) {
        return new ManifestRecord(
                new ReferenceManifest(
                        new ManifestId(row.id),
                        row.version,
                        Part.valueOf(row.part),
                        row.product,
                        row.productVersion,
                        row.measurements.stream()
                                .map(value -> new ReferenceValue(
                                        value.pcr(), Bytes.ofHex(value.digest()), value.description()))
                                .toList()),
                row.publishedAt,
                row.retiredAt,
                row.sequence);
    }
}
