package dev.leeward.dr.group;

/** A virtual machine, whatever its hypervisor. */
public record WorkloadId(String value) implements Comparable<WorkloadId> {
    public WorkloadId {
        Names.require("workload", value);
    }

    @Override
    public int compareTo(WorkloadId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
