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
import dev.leeward.messaging.LastWrites;
import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.messaging.sql.Sql.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hosts and sites in PostgreSQL. */
@ApplicationScoped
class PostgresHosts implements HostStore {

    /** Hosts whose results were renewed, at most, in one search for those that have expired. */
    private static final int LOOKED_AT_AGAIN = 2_000;

    private final Sql sql;
    private final Held<HostId, HostRecord> held;

    PostgresHosts(Sql sql, TransactionSynchronizationRegistry transaction, LastWrites writes) {
        this.sql = sql;
        this.held = new Held<>(transaction, changes -> HostTable.write(writes, changes), writes::flush);
    }

    @Override
    public Optional<HostRecord> lock(HostId id) {
        return held.find(id)
                .or(() -> locked("select * from host where id = ? for update", id).stream()
                        .findFirst());
    }

    @Override
    public void lockAll(Collection<HostId> ids) {
        sql.together(locking(ids));
    }

    /** Reads and locks hosts, in the order of their ids, so that two transactions cannot wait for each other. */
    Query locking(Collection<HostId> ids) {
        return new Query("select * from host where id = any (?) order by id for update", this::hold, ids);
    }

    private HostRecord hold(Row row) {
        HostRecord host = HostMapper.toRecord(row);
        return held.read(host.id(), host);
    }

    /** Rows that were locked, each as it is in this transaction. */
    private List<HostRecord> locked(String query, @Nullable Object... arguments) {
        return sql.list(query, this::hold, arguments);
    }

    @Override
    public Optional<HostRecord> find(HostId id) {
        return held.find(id).or(() -> sql.first("select * from host where id = ?", HostMapper::toRecord, id));
    }

    @Override
    public Map<HostId, HostRecord> find(Collection<HostId> ids) {
        Map<HostId, HostRecord> found = new HashMap<>();
        sql.each(
                "select * from host where id = any (?)",
                row -> {
                    HostRecord host = HostMapper.toRecord(row);
                    found.put(host.id(), held.find(host.id()).orElse(host));
                },
                ids);
        return found;
    }

    @Override
    public Optional<HostId> boundTo(EndorsementKey tpm) {
        held.flush();
        return sql.first("select id from host where ek_public = ?", row -> new HostId(row.text("id")), (Object)
                tpm.publicArea().toArray());
    }

    @Override
    public List<HostId> present(SourceId source) {
        held.flush();
        return sql.list(
                "select id from host where state <> 'RETIRED' and source = ? order by id",
                row -> new HostId(row.text("id")),
                source);
    }

    @Override
    public Map<HostId, SourceId> presentElsewhere(Set<SourceId> sources) {
        held.flush();
        Map<HostId, SourceId> found = new HashMap<>();
        sql.each(
                "select id, source from host where state <> 'RETIRED' and source <> all (?)",
                row -> found.put(new HostId(row.text("id")), new SourceId(row.text("source"))),
                sources);
        return found;
    }

    @Override
    public List<HostRecord> page(
            @Nullable String site, @Nullable TrustStatus status, Instant at, @Nullable HostId after, int limit) {
        held.flush();
        StringBuilder query = new StringBuilder("select * from host where state <> 'RETIRED'");
        List<Object> arguments = new ArrayList<>();
        if (site != null) {
            query.append(" and site = ?");
            arguments.add(site);
        }
        if (after != null) {
            query.append(" and id > ?");
            arguments.add(after);
        }
        if (status != null) {
            query.append(" and ").append(condition(status, "?"));
            if (status == TrustStatus.TRUSTED || status == TrustStatus.STALE) {
                arguments.add(at);
            }
        }
        arguments.add(limit);
        return sql.list(query.append(" order by id limit ?").toString(), HostMapper::toRecord, arguments.toArray());
    }

    /**
     * An expired result is stale, whether or not that was noticed yet.
     *
     * @param at the time, or the place of a parameter that gives it
     */
    static String condition(TrustStatus status, String at) {
        return switch (status) {
            case UNKNOWN -> "state in ('DISCOVERED', 'ENROLLED')";
            case TRUSTED -> "state = 'TRUSTED' and attested_until > " + at;
            case UNTRUSTED -> "state = 'UNTRUSTED'";
            case STALE -> "(state = 'STALE' or state = 'TRUSTED' and attested_until <= " + at + ")";
        };
    }

    @Override
    public void add(HostRecord host) {
        held.put(host.id(), host);
    }

    @Override
    public void save(HostRecord host) {
        if (lock(host.id()).isEmpty()) {
            throw new IllegalStateException("host " + host.id() + " is to be saved, and was never added");
        }
        held.put(host.id(), host);
    }

    /** Those that were renewed since it was noted when to look at them are looked at again when they can expire. */
    @Override
    public List<HostRecord> lockExpired(Instant now, int limit) {
        held.flush();
        sql.update(
                "with renewed as (select id from host where state = 'TRUSTED' and stale_look_at <= ?"
                        + " and attested_until > ? order by stale_look_at limit ? for update skip locked)"
                        + " update host set stale_look_at = attested_until from renewed where host.id = renewed.id",
                now,
                now,
                LOOKED_AT_AGAIN);
        return locked(
                "select * from host where state = 'TRUSTED' and stale_look_at <= ? and attested_until <= ?"
                        + " order by stale_look_at limit ? for update skip locked",
                now,
                now,
                limit);
    }

    /** Less or greater, rather than unequal: of the two an index tells at once that there is none. */
    @Override
    public List<HostRecord> lockAppraisedUnderOther(String referenceDigest, @Nullable HostId after, int limit) {
        held.flush();
        return locked(
                "select * from host where state in ('TRUSTED', 'UNTRUSTED') and (reference_digest < ?"
                        + " or reference_digest > ?) and id > ? order by id limit ? for update skip locked",
                referenceDigest,
                referenceDigest,
                after == null ? "" : after.value(),
                limit);
    }

    @Override
    public void noteReferences(Collection<HostId> hosts, String referenceDigest) {
        held.flush();
        sql.update("update host set reference_digest = ? where id = any (?)", referenceDigest, hosts);
        held.forget(hosts);
    }

    @Override
    public void appraiseAgain(Collection<HostId> hosts) {
        held.flush();
        sql.update("update host set reference_digest = '' where reference_digest is not null and id = any (?)", hosts);
        held.forget(hosts);
    }

    @Override
    public List<HostRecord> restingOn(Part part, ManifestId manifest, @Nullable HostId after, int limit) {
        held.flush();
        return sql.list(
                "select * from host where " + resting(part) + " and id > ? order by id limit ?",
                HostMapper::toRecord,
                manifest,
                after == null ? "" : after.value(),
                limit);
    }

    @Override
    public long countRestingOn(Part part, ManifestId manifest) {
        held.flush();
        return sql.first("select count(*) from host where " + resting(part), row -> row.number("count"), manifest)
                .orElseThrow();
    }

    private static String resting(Part part) {
        String column = switch (part) {
            case PLATFORM -> "platform";
            case VMM -> "vmm";
            case HOST_UNIQUE -> "host_unique";
            case ASSET_TAG -> "asset_tag";
        };
        return column + "_manifest = ? and " + column + "_status = 'TRUSTED'";
    }

    /** A site that several sources know is named by the one that has a name for it. */
    @Override
    public List<Site> sites() {
        return sql.list(
                "select distinct on (id) id, name from site order by id, (name = id), source",
                row -> new Site(row.text("id"), row.text("name")));
    }

    @Override
    public void replaceSites(SourceId source, List<Site> sites) {
        sql.update("delete from site where source = ?", source);
        sql.batch(
                "insert into site (source, id, name) values (?, ?, ?)",
                sites.stream()
                        .map(site -> new @Nullable Object[] {source, site.id(), site.name()})
                        .toList());
    }

    @Override
    public void keepSites(Set<SourceId> sources) {
        sql.update("delete from site where source <> all (?)", sources);
    }

    @Override
    public void lockInventory() {
        sql.run("lock table site in share row exclusive mode");
    }

    @Override
    public long nextInStream(String stream) {
        return sql.first(
                        "insert into stream as s (name, sequence) values (?, 1)"
                                + " on conflict (name) do update set sequence = s.sequence + 1 returning sequence",
                        row -> row.number("sequence"),
                        stream)
                .orElseThrow();
    }
}
