package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.app.ManifestStore;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.References;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reference manifests in PostgreSQL; those in force are remembered, and brought up to date where one has changed. */
@ApplicationScoped
class PostgresManifests implements ManifestStore {

    /** As of a generation; what changed later has a larger one. */
    private record Remembered(long generation, Map<ManifestId, ManifestRecord> inForce, References references) {}

    private static final Comparator<ManifestRecord> LAST_PUBLISHED_FIRST = Comparator.comparing(
                    ManifestRecord::publishedAt)
            .reversed()
            .thenComparing(record -> record.manifest().id());

    private static final String IN_FORCE = "in force";
    private static final String GENERATION = "select generation from reference_generation where id = 1";

    private final EntityManager entities;
    private final Sql sql;
    /** One transaction goes by the same references throughout, unless it changes them. */
    private final Held<String, References> ofTransaction;

    private final Held<String, Long> generation;

    private volatile Remembered remembered = new Remembered(-1, Map.of(), new References(List.of()));

    PostgresManifests(EntityManager entities, Sql sql, TransactionSynchronizationRegistry transaction) {
        this.entities = entities;
        this.sql = sql;
        this.ofTransaction = Held.inMemory(transaction);
        this.generation = Held.inMemory(transaction);
    }

    @Override
    public References inForce() {
        return ofTransaction.find(IN_FORCE).orElseGet(() -> ofTransaction.read(IN_FORCE, inForceNow()));
    }

    /** Reads what {@link #inForce} goes by in this transaction. */
    Query readingGeneration() {
        return new Query(GENERATION, row -> generation.read(IN_FORCE, row.number("generation")));
    }

    /** Past Hibernate, which would first write all that it knows to be changed. */
    private References inForceNow() {
        long present = generation
                .find(IN_FORCE)
                .or(() -> sql.first(GENERATION, row -> row.number("generation")))
                .orElseThrow();
        Remembered known = remembered;
        if (known.generation() != present) {
            known = since(known, present);
            remembered = known;
        }
        return known.references();
    }

    private void forget() {
        ofTransaction.forget(Set.of(IN_FORCE));
        generation.forget(Set.of(IN_FORCE));
    }

    private Remembered since(Remembered former, long generation) {
        Map<ManifestId, ManifestRecord> inForce = new HashMap<>(former.inForce());
        entities.createQuery("from ManifestEntity where generation > :known order by id, version", ManifestEntity.class)
                .setParameter("known", former.generation())
                .getResultStream()
                .map(ManifestMapper::toRecord)
                .forEach(record -> {
                    if (record.inForce()) {
                        inForce.put(record.manifest().id(), record);
                    } else {
                        inForce.remove(record.manifest().id());
                    }
                });
        return new Remembered(
                generation,
                inForce,
                new References(inForce.values().stream()
                        .sorted(LAST_PUBLISHED_FIRST)
                        .map(ManifestRecord::manifest)
                        .toList()));
    }

    @Override
    @Transactional
    public Optional<ManifestRecord> find(ManifestId id) {
        return versions(id).stream().findFirst();
    }

    @Override
    @Transactional
    public List<ManifestRecord> versions(ManifestId id) {
        return entities.createQuery("from ManifestEntity where id = :id order by version desc", ManifestEntity.class)
                .setParameter("id", id.value())
                .getResultStream()
                .map(ManifestMapper::toRecord)
                .toList();
    }

    @Override
    public Optional<ManifestRecord> lock(ManifestId id) {
        number("select generation from reference_generation where id = 1 for update");
        forget();
        return find(id);
    }

    @Override
    @Transactional
    public List<ManifestRecord> page(@Nullable ManifestId after, int limit) {
        return entities.createQuery(
                        "from ManifestEntity m where m.id > :after and m.version ="
                                + " (select max(n.version) from ManifestEntity n where n.id = m.id) order by m.id",
                        ManifestEntity.class)
                .setParameter("after", after == null ? "" : after.value())
                .setMaxResults(limit)
                .getResultStream()
                .map(ManifestMapper::toRecord)
                .toList();
    }

    @Override
    @Transactional
    public long countSignedBy(ProviderId provider) {
        return entities.createQuery(
                        "select count(*) from ManifestEntity where provider = :provider and retiredAt is null",
                        Long.class)
                .setParameter("provider", provider.value())
                .getSingleResult();
    }

    @Override
    public void save(ManifestRecord record) {
        long generation = number(
                "update reference_generation set generation = generation + 1 where id = 1" + " returning generation");
        entities.merge(ManifestMapper.toRow(record, generation));
        // At once: of two versions saved in one transaction, the old one must leave before the new one comes.
        entities.flush();
        forget();
    }

    private long number(String query) {
        return ((Number) entities.createNativeQuery(query).getSingleResult()).longValue();
    }
}
