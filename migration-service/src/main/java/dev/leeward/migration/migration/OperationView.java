package dev.leeward.migration.migration;

import org.jspecify.annotations.Nullable;

/**
 * What an adapter says about an operation.
 *
 * @param bytesDone bytes so far; -1 where unknown
 * @param bytesTotal bytes in all; -1 where unknown
 * @param downtimeMillis how long the workload stood still; -1 before it is known
 * @param reason why it was refused, failed or is in doubt; null otherwise
 */
public record OperationView(
        Phase phase,
        long bytesDone,
        long bytesTotal,
        long downtimeMillis,
        @Nullable String reason) {

    /** Where an operation stands. */
    public enum Phase {
        ACCEPTED,
        PRECHECKED,
        PREPARING,
        COPYING_STORAGE,
        COPYING_MEMORY,
        /** All that can be done beforehand is done; it waits for the word to switch over. */
        READY,
        SWITCHOVER,
        COMPLETED,
        REFUSED,
        CANCELLED,
        /** The workload is at the source. */
        FAILED,
        IN_DOUBT
    }

    String why() {
        return reason == null ? "the hypervisor gave no reason" : reason;
    }

    Measured measured() {
        return new Measured(Math.max(0, downtimeMillis), Math.max(0, bytesDone));
    }

    /** Share of the copying that is done, from 0 to 1. */
    public double progress() {
        return switch (phase) {
            case ACCEPTED, PRECHECKED, PREPARING, REFUSED, CANCELLED, FAILED, IN_DOUBT -> 0;
            case COPYING_STORAGE, COPYING_MEMORY ->
                bytesTotal <= 0 || bytesDone < 0 ? 0 : Math.min(1.0, (double) bytesDone / bytesTotal);
            case READY, SWITCHOVER, COMPLETED -> 1;
        };
    }
}
