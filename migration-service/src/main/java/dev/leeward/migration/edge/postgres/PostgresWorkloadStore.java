package dev.leeward.migration.edge.postgres;

import dev.leeward.messaging.sql.Row;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.TrustView;
import dev.leeward.migration.app.WorkloadStore;
import dev.leeward.migration.app.hypervisor.InventoryPort.Found;
import dev.leeward.migration.app.hypervisor.InventoryPort.Room;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.Candidate;
import dev.leeward.migration.placement.Placement;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.Workload.AntiAffinity;
import dev.leeward.migration.placement.WorkloadId;
import dev.leeward.migration.volume.Volume;
import dev.leeward.migration.volume.VolumeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Workloads, hosts' room and volumes. */
@ApplicationScoped
class PostgresWorkloadStore implements WorkloadStore {
    private final Sql sql;
    private final TrustView trust;

    PostgresWorkloadStore(Sql sql, TrustView trust) {
        this.sql = sql;
        this.trust = trust;
    }

    @Override
    public Optional<Workload> find(WorkloadId id) {
        return sql.first("select * from workload where id = ?", PostgresWorkloadStore::workload, id);
    }

    @Override
    public Optional<Workload> lock(WorkloadId id) {
        return sql.first("select * from workload where id = ? for update", PostgresWorkloadStore::workload, id);
    }

    private static Workload workload(Row r) {
        return new Workload(
                new WorkloadId(r.text("id")),
                r.text("name"),
                new TenantId(r.text("tenant")),
                EventJson.labels(r.text("labels")),
                r.number("memory_mib"),
                r.texts("volumes").stream().map(VolumeId::new).toList(),
                new Placement(
                        location(r.textOrNull("site_id"), r.textOrNull("host_id")),
                        r.number("epoch"),
                        r.number("issued_epoch")));
    }

    private static @Nullable Location location(@Nullable String site, @Nullable String host) {
        return site == null || host == null ? null : new Location(new SiteId(site), new HostId(host));
    }

    @Override
    public void place(WorkloadId id, Placement placement) {
        Location location = placement.location();
        sql.update(
                "update workload set site_id = ?, host_id = ?, epoch = ?, issued_epoch = ? where id = ?",
                location == null ? null : location.site(),
                location == null ? null : location.host(),
                placement.epoch(),
                placement.issued(),
                id);
    }

    @Override
    public long nextPlacementSequence(WorkloadId id) {
        return sql.first(
                        "update workload set placement_sequence = placement_sequence + 1 where id = ? returning"
                                + " placement_sequence",
                        r -> r.number("placement_sequence"),
                        id)
                .orElseThrow(() -> new IllegalStateException("there is no workload " + id));
    }

    /** Every workload counts where it runs and where it is on its way to; a test copy only where it will be. */
    private static final String OCCUPANTS = """
        with occupant as (
            select w.host_id as host, w.tenant, w.labels from workload w where w.host_id is not null
            union all
            select m.destination_host, w.tenant, w.labels from migration m join workload w on w.id = m.workload_id
            where m.active and not m.test and m.destination_host is distinct from w.host_id
            union all
            select m.destination_host, m.tenant, '{}'::jsonb from migration m where m.active and m.test)
        """;

    @Override
    public List<Candidate> candidates() {
        Map<String, Integer> taken = sql
                .list(
                        OCCUPANTS + "select host, count(*) as taken from occupant where host is not null group by host",
                        r -> Map.entry(r.text("host"), r.integer("taken")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<String, Set<AntiAffinity>> groups = new HashMap<>();
        sql.list(
                        OCCUPANTS
                                + "select distinct host, tenant, labels ->> ? as apart from occupant where labels ->>"
                                + " ? is not null and host is not null",
                        r -> Map.entry(
                                r.text("host"), new AntiAffinity(new TenantId(r.text("tenant")), r.text("apart"))),
                        Workload.ANTI_AFFINITY,
                        Workload.ANTI_AFFINITY)
                .forEach(e ->
                        groups.computeIfAbsent(e.getKey(), h -> new HashSet<>()).add(e.getValue()));
        Map<HostId, HostTrust> trusts = trust.all();
        return sql.list("select host_id, site_id, slots from host_capacity order by host_id", r -> {
            HostId host = new HostId(r.text("host_id"));
            return new Candidate(
                    new Location(new SiteId(r.text("site_id")), host),
                    r.integer("slots"),
                    taken.getOrDefault(host.value(), 0),
                    trusts.getOrDefault(host, HostTrust.unknown(host)),
                    groups.getOrDefault(host.value(), Set.of()));
        });
    }

    @Override
    public Optional<Location> host(HostId id) {
        return sql.first("""
            select host_id, site_id from host_capacity where host_id = ?
            union all
            select host_id, site_id from host_description where host_id = ? and not retired limit 1
            """, r -> new Location(new SiteId(r.text("site_id")), new HostId(r.text("host_id"))), id, id);
    }

    @Override
    public boolean siteExists(SiteId id) {
        return sql.first("""
            select 1 as found from host_capacity where site_id = ?
            union all select 1 from host_description where site_id = ? and not retired limit 1
            """, r -> r.number("found"), id, id).isPresent();
    }

    @Override
    public Map<WorkloadId, Workload> known(Collection<WorkloadId> ids) {
        return sql.list("select * from workload where id = any (?)", PostgresWorkloadStore::workload, ids).stream()
                .collect(Collectors.toMap(Workload::id, Function.identity()));
    }

    @Override
    public void add(Found found, Placement placement) {
        Location location = placement.location();
        sql.update(
                """
                insert into workload (id, name, tenant, labels, memory_mib, volumes, site_id, host_id, epoch,
                    issued_epoch, placement_sequence)
                values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, 0)
                """,
                found.id(),
                found.name(),
                found.tenant(),
                EventJson.write(found.labels()),
                found.memoryMiB(),
                found.volumes(),
                location == null ? null : location.site(),
                location == null ? null : location.host(),
                placement.epoch(),
                placement.issued());
    }

    @Override
    public void describe(Found found) {
        sql.update(
                "update workload set name = ?, labels = ?::jsonb, memory_mib = ?, volumes = ? where id = ?",
                found.name(),
                EventJson.write(found.labels()),
                found.memoryMiB(),
                found.volumes(),
                found.id());
    }

    @Override
    public void rooms(List<Room> rooms) {
        sql.update(
                "delete from host_capacity where host_id <> all (?)",
                rooms.stream().map(r -> r.location().host()).toList());
        for (Room room : rooms) {
            sql.update("""
                insert into host_capacity (host_id, site_id, slots) values (?, ?, ?)
                on conflict (host_id) do update set site_id = excluded.site_id, slots = excluded.slots
                where (host_capacity.site_id, host_capacity.slots) is distinct from (excluded.site_id, excluded.slots)
                """, room.location().host(), room.location().site(), room.slots());
        }
    }

    @Override
    public void volumes(List<Volume> volumes) {
        sql.update(
                "delete from volume where id <> all (?)",
                volumes.stream().map(Volume::id).toList());
        for (Volume volume : volumes) {
            String kind = switch (volume) {
                case Volume.Distributed _ -> "DISTRIBUTED";
                case Volume.Local _ -> "LOCAL";
            };
            sql.update(
                    """
                    insert into volume (id, kind, site_id, size_gib) values (?, ?, ?, ?)
                    on conflict (id) do update
                    set kind = excluded.kind, site_id = excluded.site_id, size_gib = excluded.size_gib
                    where (volume.kind, volume.site_id, volume.size_gib)
                        is distinct from (excluded.kind, excluded.site_id, excluded.size_gib)
                    """,
                    volume.id(),
                    kind,
                    volume instanceof Volume.Local local ? local.site() : null,
                    volume.sizeGiB());
        }
    }

    @Override
    public List<WorkloadId> within(Scope scope) {
        return switch (scope) {
            case Scope.OfSite(var site) ->
                sql.list(
                        "select id from workload where site_id = ? order by id",
                        r -> new WorkloadId(r.text("id")),
                        site);
            case Scope.OfHost(var host) ->
                sql.list(
                        "select id from workload where host_id = ? order by id",
                        r -> new WorkloadId(r.text("id")),
                        host);
        };
    }
}
