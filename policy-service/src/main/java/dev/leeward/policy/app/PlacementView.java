package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.placement.WorkloadView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The local view of hosts and workloads. What is older than what is there is ignored, whenever it arrives. Every replica of
 * the service sees the same.
 */
public interface PlacementView {
    /** What the inventory says of a host. */
    record Inventoried(
            HostId id,
            String name,
            String site,
            String hypervisor,
            String hypervisorVersion,
            Map<String, String> labels) {}

    /** A host is in the inventory. */
    void discovered(Inventoried host, Order order);

    /** A host left the inventory. */
    void retired(HostId host, Order order);

    /** A host was appraised. */
    void appraised(HostId host, Trust trust, Order order);

    /** A workload is somewhere, or nowhere. */
    void placed(WorkloadView workload, Order order);

    /** The workload, if it was ever placed. */
    Optional<WorkloadView> workload(WorkloadId id);

    /** Those of the hosts that are in the inventory. */
    List<HostView> hosts(Collection<HostId> ids);
}
