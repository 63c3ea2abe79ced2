package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What is asked of the cluster. */
interface Cluster {

    /** Every node that KubeVirt may run machines on, as it is now. */
    List<Node> nodes() throws Undecidable;

    /** A virtual machine instance, as the API server has it now. */
    JsonNode machine(String namespace, String name) throws Undecidable;

    /** A pod, as the API server has it now. */
    JsonNode pod(String namespace, String name) throws Undecidable;

    /** Gives a node these labels and taints, unless it has changed since this version of it. */
    void change(Node to) throws Undecidable;
}
