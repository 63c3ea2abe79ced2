package dev.leeward.migration.app;

import dev.leeward.migration.app.hypervisor.InventoryPort.Found;
import dev.leeward.migration.app.hypervisor.InventoryPort.Room;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.Candidate;
import dev.leeward.migration.placement.Placement;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import dev.leeward.migration.volume.Volume;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workloads, where they run, and what there is to run them on. */
public interface WorkloadStore {
    Optional<Workload> find(WorkloadId id);

    /** The workload; nobody else changes it until the caller's transaction ends. */
    Optional<Workload> lock(WorkloadId id);

    void place(WorkloadId id, Placement placement);

    /** The next number in the workload's own stream of placement changes. */
    long nextPlacementSequence(WorkloadId id);

    /** Every host with its room, its trust, and what is there or on its way. */
    List<Candidate> candidates();

    Optional<Location> host(HostId id);

    boolean siteExists(SiteId id);

    /** Those of the workloads that are known. */
    Map<WorkloadId, Workload> known(Collection<WorkloadId> ids);

    void add(Found found, Placement placement);

    /** Takes over what may change without a move: name, labels, size, volumes. */
    void describe(Found found);

    void rooms(List<Room> rooms);

    void volumes(List<Volume> volumes);

    /** Workloads that an evacuation has to move. */
    List<WorkloadId> within(Scope scope);
}
