package dev.leeward.migration.fairness;

/**
 * How many migrations may run at once.
 *
 * @param global everywhere
 * @param perHost in or out of one host
 * @param reservedForFailover of the global ones, kept free for failovers
 */
public record Slots(int global, int perHost, int reservedForFailover) {
    public Slots {
        if (global < 1 || perHost < 1) {
            throw new IllegalArgumentException(
                    "global slots " + global + " and slots per host " + perHost + " must be at least 1");
        }
        if (reservedForFailover < 0 || reservedForFailover >= global) {
            throw new IllegalArgumentException("slots reserved for failover " + reservedForFailover
                    + " must be at least 0 and less than the global " + global);
        }
    }
}
