package dev.leeward.migration.placement;

import dev.leeward.migration.volume.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A virtual machine as the hypervisors report it, with its placement. */
public record Workload(
        WorkloadId id,
        String name,
        TenantId tenant,
        Map<String, String> labels,
        long memoryMiB,
        List<VolumeId> volumes,
        Placement placement) {
    /** Workloads of one tenant with the same value of this label do not share a host. */
    public static final String ANTI_AFFINITY = "anti-affinity";

    public Workload {
        labels = Map.copyOf(labels);
        volumes = List.copyOf(volumes);
    }

    /** The group that must not share a host, where it belongs to one. */
    public Optional<AntiAffinity> antiAffinity() {
        return Optional.ofNullable(labels.get(ANTI_AFFINITY)).map(group -> new AntiAffinity(tenant, group));
    }

    /** The same workload elsewhere. */
    public Workload at(Placement elsewhere) {
        return new Workload(id, name, tenant, labels, memoryMiB, volumes, elsewhere);
    }

    /** A tenant's group of workloads that keep apart. */
    public record AntiAffinity(TenantId tenant, String group) {}
}
