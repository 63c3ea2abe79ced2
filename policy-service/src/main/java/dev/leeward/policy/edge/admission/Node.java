package dev.leeward.policy.edge.admission;

import dev.leeward.policy.placement.HostId;
import java.util.List;
import java.util.Map;

/**
 * A node of the cluster that KubeVirt may run machines on.
 *
 * @param version changes whenever the node does
 * @param unschedulable whether it takes nothing new (it is cordoned)
 */
record Node(String name, String version, Map<String, String> labels, List<Taint> taints, boolean unschedulable) {
    Node {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /** The host that it is, in Leeward's words. */
    HostId host() {
        return new HostId(name);
    }
}
