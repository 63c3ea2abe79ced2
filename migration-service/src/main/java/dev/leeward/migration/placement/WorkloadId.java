package dev.leeward.migration.placement;

import dev.leeward.migration.host.Names;

/** A virtual machine. */
public record WorkloadId(String value) {
    public WorkloadId {
        Names.check("workload", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
