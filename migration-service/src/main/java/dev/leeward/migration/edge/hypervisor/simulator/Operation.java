package dev.leeward.migration.edge.hypervisor.simulator;

import dev.leeward.messaging.sql.Row;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.OperationView.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation; where it stands follows from the time since it began.
 *
 * @param switchAt when it was told to switch over; null before
 * @param outcome null while it goes on
 */
record Operation(
        String id,
        String workload,
        String kind,
        boolean test,
        long epoch,
        @Nullable String sourceHost,
        @Nullable String sourceSite,
        String destinationHost,
        String destinationSite,
        Instant startedAt,
        Physics.Times times,
        long bytesTotal,
        @Nullable Instant switchAt,
        @Nullable Phase outcome,
        @Nullable String reason) {

    static Operation of(Row row) {
        String outcome = row.textOrNull("outcome");
        return new Operation(
                row.text("id"),
                row.text("workload"),
                row.text("kind"),
                row.flag("test"),
                row.number("epoch"),
                row.textOrNull("source_host"),
                row.textOrNull("source_site"),
                row.text("destination_host"),
                row.text("destination_site"),
                row.instant("started_at"),
                new Physics.Times(
                        row.number("prepare_millis"),
                        row.number("storage_millis"),
                        row.number("memory_millis"),
                        row.number("switch_millis"),
                        row.number("downtime_millis")),
                row.number("bytes_total"),
                row.instantOrNull("switch_at"),
                outcome == null ? null : Phase.valueOf(outcome),
                row.textOrNull("reason"));
    }

    /** Whether the source takes part. */
    boolean needsSource() {
        return !kind.equals("RECOVERY") && !test;
    }

    /** When the workload has changed over; null before the word was given. */
    @Nullable Instant switchedAt() {
        return switchAt == null ? null : switchAt.plusMillis(times.switchOver());
    }

    /** How it looks at {@code now}, unless a fault interferes. */
    OperationView view(Instant now) {
        if (outcome != null) {
            boolean done = outcome == Phase.COMPLETED;
            return new OperationView(outcome, done ? bytesTotal : -1, bytesTotal, done ? times.downtime() : -1, reason);
        }
        if (switchAt != null) {
            return new OperationView(Phase.SWITCHOVER, bytesTotal, bytesTotal, -1, null);
        }
        long elapsed = Duration.between(startedAt, now).toMillis() - times.prepare();
        if (elapsed < 0) {
            return new OperationView(Phase.PREPARING, 0, bytesTotal, -1, null);
        }
        if (elapsed < times.storage()) {
            return new OperationView(
                    Phase.COPYING_STORAGE, bytesTotal * elapsed / times.storage(), bytesTotal, -1, null);
        }
        if (elapsed < times.storage() + times.memory()) {
            return new OperationView(Phase.COPYING_MEMORY, bytesTotal, bytesTotal, -1, null);
        }
        return new OperationView(Phase.READY, bytesTotal, bytesTotal, -1, null);
    }

    /** How it looks while it hangs. */
    OperationView hung() {
        return new OperationView(Phase.COPYING_MEMORY, bytesTotal / 2, bytesTotal, -1, null);
    }
}
