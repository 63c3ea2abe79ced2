package dev.leeward.dr.app;

import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.dr.run.StepId;
import java.time.Instant;
import java.util.Optional;

/** One workload is to be moved; the same {@code orderId} is the same order. */
public record MoveOrder(
        String orderId,
        StepId step,
        int attempt,
        WorkloadId workload,
        Kind kind,
        boolean test,
        boolean cleanup,
        SiteId destination,
        Optional<String> recoveryPoint,
        Instant deadline) {
    /** How the workload moves. */
    public enum Kind {
        LIVE,
        COLD,
        RECOVERY
    }
}
