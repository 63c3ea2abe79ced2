package dev.leeward.attestation.edge.postgres;

import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.app.HostStore;
import dev.leeward.attestation.appraisal.TrustStatus;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.host.Site;
import dev.leeward.attestation.host.SourceId;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hosts and sites in PostgreSQL. */
@ApplicationScoped
class PostgresHosts implements HostStore, PanacheRepositoryBase<HostEntity, String> {

    static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";
    static final int SKIP_LOCKED = -2;
    /** PostgreSQL takes 65,535 parameters in one statement. */
    private static final int NAMED_AT_ONCE = 10_000;

    @Override
    public Optional<HostRecord> lock(HostId id) {
        return findByIdOptional(id.value(), LockModeType.PESSIMISTIC_WRITE).map(HostMapper::toRecord);
    }

    /** In the order of their ids, so that two transactions cannot wait for each other. */
    @Override
    public void lockAll(Collection<HostId> ids) {
        portions(ids)
                .forEach(portion -> find("id in ?1 order by id", portion)
                        .withLock(LockModeType.PESSIMISTIC_WRITE)
                        .list());
    }

    @Override
    @Transactional
    public Optional<HostRecord> find(HostId id) {
        return findByIdOptional(id.value()).map(HostMapper::toRecord);
    }

    @Override
    public Map<HostId, HostRecord> find(Collection<HostId> ids) {
        return find("id in ?1", ids(ids)).stream()
                .map(HostMapper::toRecord)
                .collect(Collectors.toMap(HostRecord::id, host -> host));
    }

    @Override
    public Optional<HostId> boundTo(EndorsementKey tpm) {
        return find("ekPublic", (Object) tpm.publicArea().toArray())
                .firstResultOptional()
                .map(row -> new HostId(row.id));
    }

    /** Ids alone, as below: a row that was read without its lock would be the one that is worked on once it is locked. */
    @Override
    public List<HostId> present(SourceId source) {
        return getEntityManager()
                .createQuery(
                        "select id from HostEntity where state <> 'RETIRED' and source = :source order by id",
                        String.class)
                .setParameter("source", source.value())
                .getResultStream()
                .map(HostId::new)
                .toList();
    }

    @Override
    public Map<HostId, SourceId> presentElsewhere(Set<SourceId> sources) {
        return getEntityManager()
                .createQuery(
                        "select id, source from HostEntity where state <> 'RETIRED' and source not in (:sources)",
                        Object[].class)
                .setParameter("sources", values(sources))
                .getResultStream()
                .collect(Collectors.toMap(row -> new HostId((String) row[0]), row -> new SourceId((String) row[1])));
    }

    @Override
    @Transactional
    public List<HostRecord> page(
            @Nullable String site, @Nullable TrustStatus status, Instant at, @Nullable HostId after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("state <> 'RETIRED'"));
        Map<String, Object> parameters = new HashMap<>();
        if (site != null) {
            conditions.add("site = :site");
            parameters.put("site", site);
        }
        if (after != null) {
            conditions.add("id > :after");
            parameters.put("after", after.value());
        }
        if (status != null) {
            conditions.add(condition(status, "attestedUntil"));
            if (status == TrustStatus.TRUSTED || status == TrustStatus.STALE) {
                parameters.put("at", at);
            }
        }
        return find(String.join(" and ", conditions) + " order by id", parameters).page(0, limit).stream()
                .map(HostMapper::toRecord)
                .toList();
    }

    /**
     * An expired result is stale, whether or not that was noticed yet.
     *
     * @param until the column that says when it expires; the parameter {@code at} is the time
     */
    static String condition(TrustStatus status, String until) {
        return switch (status) {
            case UNKNOWN -> "state in ('DISCOVERED', 'ENROLLED')";
            case TRUSTED -> "state = 'TRUSTED' and " + until + " > :at";
            case UNTRUSTED -> "state = 'UNTRUSTED'";
            case STALE -> "(state = 'STALE' or state = 'TRUSTED' and " + until + " <= :at)";
        };
    }

    @Override
    public void add(HostRecord host) {
        HostEntity row = new HostEntity();
        HostMapper.write(host, row);
        persist(row);
    }

    @Override
    public void save(HostRecord host) {
        HostMapper.write(host, findById(host.id().value()));
    }

    @Override
    public List<HostRecord> lockExpired(Instant now, int limit) {
        return lockFree(find("state = 'TRUSTED' and attestedUntil <= ?1 order by attestedUntil", now), limit);
    }

    /** Less or greater, rather than unequal: of the two an index tells at once that there is none. */
    @Override
    public List<HostRecord> lockAppraisedUnderOther(String referenceDigest, @Nullable HostId after, int limit) {
        return lockFree(
                find(
                        "state in ('TRUSTED', 'UNTRUSTED') and (referenceDigest < ?1 or referenceDigest > ?1)"
                                + " and id > ?2 order by id",
                        referenceDigest,
                        after == null ? "" : after.value()),
                limit);
    }

    @Override
    public void noteReferences(Collection<HostId> hosts, String referenceDigest) {
        if (!hosts.isEmpty()) {
            update("set referenceDigest = ?1 where id in ?2", referenceDigest, ids(hosts));
        }
    }

    @Override
    public void appraiseAgain(Collection<HostId> hosts) {
        portions(hosts)
                .forEach(portion ->
                        update("set referenceDigest = '' where referenceDigest is not null and id in ?1", portion));
    }

    /** In the order of the ids, as many at a time as one statement takes. */
    private static List<List<String>> portions(Collection<HostId> hosts) {
        List<String> inOrder = ids(hosts).stream().sorted().toList();
        return IntStream.iterate(0, from -> from < inOrder.size(), from -> from + NAMED_AT_ONCE)
                .mapToObj(from -> inOrder.subList(from, Math.min(from + NAMED_AT_ONCE, inOrder.size())))
                .toList();
    }

    private static List<String> ids(Collection<HostId> hosts) {
        return hosts.stream().map(HostId::value).toList();
    }

    @Override
    public List<HostRecord> restingOn(Part part, ManifestId manifest, @Nullable HostId after, int limit) {
        return find(resting(part) + " and id > ?2 order by id", manifest.value(), after == null ? "" : after.value())
                .page(0, limit)
                .stream()
                .map(HostMapper::toRecord)
                .toList();
    }

    @Override
    public long countRestingOn(Part part, ManifestId manifest) {
        return count(resting(part), manifest.value());
    }

    private static String resting(Part part) {
        String column = switch (part) {
            case PLATFORM -> "platform";
            case VMM -> "vmm";
            case HOST_UNIQUE -> "hostUnique";
            case ASSET_TAG -> "assetTag";
        };
        return column + "Manifest = ?1 and " + column + "Status = 'TRUSTED'";
    }

    private static List<HostRecord> lockFree(PanacheQuery<HostEntity> query, int limit) {
        return query
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .withHint(LOCK_TIMEOUT, SKIP_LOCKED)
                .page(0, limit)
                .stream()
                .map(HostMapper::toRecord)
                .toList();
    }

    /** A site that several sources know is named by the one that has a name for it. */
    @Override
    @Transactional
    public List<Site> sites() {
        List<?> rows = getEntityManager()
                .createNativeQuery(
                        "select distinct on (id) id, name from site order by id, (name = id), source", Object[].class)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Site((String) row[0], (String) row[1]))
                .toList();
    }

    @Override
    public void replaceSites(SourceId source, List<Site> sites) {
        EntityManager entities = getEntityManager();
        entities.createNativeQuery("delete from site where source = :source")
                .setParameter("source", source.value())
                .executeUpdate();
        for (Site site : sites) {
            entities.createNativeQuery("insert into site (source, id, name) values (:source, :id, :name)")
                    .setParameter("source", source.value())
                    .setParameter("id", site.id())
                    .setParameter("name", site.name())
                    .executeUpdate();
        }
    }

    @Override
    public void keepSites(Set<SourceId> sources) {
        getEntityManager()
                .createNativeQuery("delete from site where source not in (:sources)")
                .setParameter("sources", values(sources))
                .executeUpdate();
    }

    private static List<String> values(Set<SourceId> sources) {
        return sources.stream().map(SourceId::value).toList();
    }

    @Override
    public void lockInventory() {
        getEntityManager()
                .createNativeQuery("lock table site in share row exclusive mode")
                .executeUpdate();
    }

    @Override
    public long nextInStream(String stream) {
        Object next = getEntityManager()
                .createNativeQuery("insert into stream as s (name, sequence) values (:name, 1) "
                        + "on conflict (name) do update set sequence = s.sequence + 1 returning sequence")
                .setParameter("name", stream)
                .getSingleResult();
        return ((Number) next).longValue();
    }
}
