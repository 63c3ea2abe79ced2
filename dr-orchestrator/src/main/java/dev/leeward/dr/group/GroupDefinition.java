package dev.leeward.dr.group;

import dev.leeward.dr.replication.ReplicationMode;
import dev.leeward.dr.replication.Rpo;
import java.util.List;

/** What a protection group is, whatever happens to it. */
public record GroupDefinition(
        GroupId id, TenantId tenant, String name, List<WorkloadId> workloads, Rpo rpo, ReplicationMode mode) {
    public GroupDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("group " + id + ": name is blank");
        }
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("group " + id + ": no workloads");
        }
        workloads = workloads.stream().sorted().distinct().toList();
    }
}
