package dev.leeward.migration.app.hypervisor;

import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.Attempt;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.placement.WorkloadId;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter is asked to carry out.
 *
 * @param test true for an isolated copy; the workload itself goes on where it is
 * @param source null where the workload runs nowhere
 * @param recoveryPoint the point that a recovery starts from; null for the newest
 */
public record Move(
        WorkloadId workload,
        Kind kind,
        boolean test,
        @Nullable Location source,
        Location destination,
        @Nullable String recoveryPoint) {

    /** The move of one attempt of a migration. */
    public static Move of(MigrationSpec spec, Attempt attempt) {
        return new Move(
                spec.workload(),
                spec.kind(),
                spec.test(),
                spec.source(),
                attempt.destination(),
                spec.origin() instanceof Origin.Order order ? order.recoveryPoint() : null);
    }

    /** Whether anything at the source takes part. */
    public boolean needsSource() {
        return kind != Kind.RECOVERY && !test && source != null;
    }
}
