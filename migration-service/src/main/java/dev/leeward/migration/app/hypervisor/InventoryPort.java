package dev.leeward.migration.app.hypervisor;

import dev.leeward.migration.host.Location;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import dev.leeward.migration.volume.Volume;
import dev.leeward.migration.volume.VolumeId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What hypervisors and storage say that they have. */
public interface InventoryPort {

    Inventory read();

    /** Everything at one moment. */
    record Inventory(List<Room> hosts, List<Volume> volumes, List<Found> workloads) {
        public Inventory {
            hosts = List.copyOf(hosts);
            volumes = List.copyOf(volumes);
            workloads = List.copyOf(workloads);
        }
    }

    /** How many workloads a host can hold. */
    record Room(Location location, int slots) {}

    /** A workload; {@code location} is null where it runs nowhere. */
    record Found(
            WorkloadId id,
            String name,
            TenantId tenant,
            Map<String, String> labels,
            long memoryMiB,
            List<VolumeId> volumes,
            @Nullable Location location) {
        public Found {
            labels = Map.copyOf(labels);
            volumes = List.copyOf(volumes);
        }

        /** Whether nothing but the location may differ. */
        public boolean describes(Workload workload) {
            return name.equals(workload.name())
                    && labels.equals(workload.labels())
                    && memoryMiB == workload.memoryMiB()
                    && volumes.equals(workload.volumes());
        }
    }
}
