package dev.leeward.dr.plan;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.WorkloadId;
import java.util.List;
import java.util.Map;

/**
 * A recovery plan that was checked: it can be carried out as it reads.
 *
 * @param tiers in the order of their priority
 * @param dependencies workload to those that must be in service before it
 */
public record PlanDocument(
        String name, List<GroupId> groups, List<Tier> tiers, Map<WorkloadId, List<WorkloadId>> dependencies) {
    public PlanDocument {
        groups = List.copyOf(groups);
        tiers = List.copyOf(tiers);
        dependencies = Map.copyOf(dependencies);
    }

    /** How many workloads the plan moves. */
    public int workloads() {
        return tiers.stream().mapToInt(tier -> tier.workloads().size()).sum();
    }
}
