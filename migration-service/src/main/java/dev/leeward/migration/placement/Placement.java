package dev.leeward.migration.placement;

import dev.leeward.migration.host.Location;
import org.jspecify.annotations.Nullable;

/**
 * Where a workload runs, and by which epoch.
 *
 * @param location null where it runs nowhere
 * @param epoch fencing token of the change that brought it here
 * @param issued highest epoch ever given out for this workload; a migration that failed has used one up
 */
public record Placement(@Nullable Location location, long epoch, long issued) {
    public Placement {
        if (epoch < 1 || issued < epoch) {
            throw new IllegalArgumentException("epoch " + epoch + " and issued epoch " + issued + " do not grow");
        }
    }

    /** A workload seen for the first time. */
    public static Placement found(Location location) {
        return new Placement(location, 1, 1);
    }

    /** Gives out the next fencing token. */
    public Placement issueNext() {
        return new Placement(location, epoch, issued + 1);
    }

    /** The workload runs elsewhere now. Throws where {@code byEpoch} is not newer than the present one. */
    public Placement moved(Location to, long byEpoch) {
        if (byEpoch <= epoch || byEpoch > issued) {
            throw new IllegalStateException(
                    "epoch " + byEpoch + " cannot follow epoch " + epoch + " (issued up to " + issued + ")");
        }
        return new Placement(to, byEpoch, issued);
    }
}
