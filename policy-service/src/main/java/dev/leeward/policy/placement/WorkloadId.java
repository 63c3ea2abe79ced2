package dev.leeward.policy.placement;

/** A workload, as migration-service names it. */
public record WorkloadId(String value) {
    /** Checks the shape. */
    public WorkloadId {
        Identifier.checked("workload", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
