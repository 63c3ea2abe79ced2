package dev.leeward.migration.edge.hypervisor.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.messaging.sql.Sql;
import dev.leeward.migration.app.hypervisor.InventoryPort;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import dev.leeward.migration.volume.Volume;
import dev.leeward.migration.volume.VolumeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the simulator has. */
@ApplicationScoped
class SimulatedInventory implements InventoryPort {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final SimulatorStore store;
    private final Sql sql;
    private final ObjectMapper json;

    SimulatedInventory(SimulatorStore store, Sql sql, ObjectMapper json) {
        this.store = store;
        this.sql = sql;
        this.json = json;
    }

    @Override
    public Inventory read() {
        return store.alone(() -> new Inventory(hosts(), volumes(), workloads()));
    }

    private List<Room> hosts() {
        return sql.list(
                "select id, site, slots from simulator.host order by id",
                r -> new Room(new Location(new SiteId(r.text("site")), new HostId(r.text("id"))), r.integer("slots")));
    }

    private List<Volume> volumes() {
        return sql.list("select id, kind, site, size_gib from simulator.volume order by id", r -> {
            VolumeId id = new VolumeId(r.text("id"));
            return r.text("kind").equals("LOCAL")
                    ? new Volume.Local(id, r.number("size_gib"), new SiteId(r.text("site")))
                    : new Volume.Distributed(id, r.number("size_gib"));
        });
    }

    private List<Found> workloads() {
        return sql.list(
                """
                        select w.id, w.name, w.tenant, w.labels, w.memory_mib, w.volumes, i.host, h.site
                        from simulator.workload w
                        left join lateral (select host from simulator.instance where workload = w.id and not test
                                           order by up desc, epoch desc limit 1) i on true
                        left join simulator.host h on h.id = i.host order by w.id
                        """,
                r -> new Found(
                        new WorkloadId(r.text("id")),
                        r.text("name"),
                        new TenantId(r.text("tenant")),
                        labels(r.text("labels")),
                        r.number("memory_mib"),
                        r.texts("volumes").stream().map(VolumeId::new).toList(),
                        location(r.textOrNull("site"), r.textOrNull("host"))));
    }

    private static @Nullable Location location(@Nullable String site, @Nullable String host) {
        return site == null || host == null ? null : new Location(new SiteId(site), new HostId(host));
    }

    private Map<String, String> labels(String text) {
        try {
            return json.readValue(text, LABELS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the labels of a workload are not JSON: " + text, e);
        }
    }
}
