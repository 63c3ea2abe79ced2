package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.WorkloadView;
import java.util.Map;

/** Where the local view of hosts and workloads grows. What is older than what is there is ignored, whenever it arrives. */
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
}
