package dev.leeward.migration.app;

import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulator as an oracle, and its faults on demand. Present only where the simulator is the data plane. */
public interface SimulatorControl {

    /** Every start and stop in order, of one workload or of all. */
    List<Activity> activity(@Nullable WorkloadId workload);

    /** What must never be: a workload active twice, or a command with an epoch that is over. */
    List<Violation> violations();

    List<ActiveFault> faults();

    /** Throws {@link UnknownTarget} where the target is no site, host or link ({@code site~site}). */
    void inject(String target, Fault fault);

    /** Ends every fault of the target. */
    void clear(String target);

    /** One start or stop. */
    record Activity(
            long sequence,
            String workload,
            String action,
            String site,
            String host,
            long epoch,
            boolean test,
            @Nullable String operation,
            Instant at) {}

    /** One breach. */
    record Violation(long sequence, String kind, String workload, String detail, Instant at) {}

    record ActiveFault(String target, Fault fault, Instant at) {}

    /** What can go wrong. */
    enum Fault {
        /** Copying never ends. */
        HANG,
        /** The answer to the switch-over is lost; it happened. */
        IN_DOUBT,
        /** The answer to the switch-over is lost; it did not happen. */
        IN_DOUBT_AT_SOURCE,
        /** Nothing is taken on. */
        REFUSE,
        /** The site burned down: nothing runs there, and nobody answers. */
        DEAD_SITE,
        /** The sites do not reach each other; we reach both. */
        CUT_LINK,
        /** The source is not stopped at the switch-over. */
        DOUBLE_START,
        /** It goes on, but we cannot talk to it. */
        UNREACHABLE,
        /** Distributed volumes have lost their leg at this site. */
        DETACHED_MIRROR
    }

    /** There is no such site, host or link. */
    final class UnknownTarget extends RuntimeException {
        public UnknownTarget(String target) {
            super("There is no site, host or link (site~site) " + target);
        }
    }
}
