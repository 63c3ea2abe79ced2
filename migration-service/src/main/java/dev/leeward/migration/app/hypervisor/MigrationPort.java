package dev.leeward.migration.app.hypervisor;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Finding;
import dev.leeward.migration.migration.OperationId;
import dev.leeward.migration.migration.OperationView;
import dev.leeward.migration.migration.Whereabouts;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.WorkloadId;
import java.util.List;
import java.util.Optional;

/**
 * The door to hypervisors. The caller persists its intent before each call, and after a time-out or a restart asks
 * {@link #observe} and {@link #locate} rather than repeating blindly. Every method may throw
 * {@link HypervisorUnavailable}, which leaves the outcome open.
 */
public interface MigrationPort {

    /** What the host can do. */
    Capabilities capabilities(HostId host);

    /** What speaks against the move, worst first; empty where nothing does. Changes nothing. */
    List<Finding> precheck(Move move);

    /** Begins to move up to {@link OperationView.Phase#READY}; the same id is the same operation. */
    Started start(OperationId id, long epoch, Move move);

    /** Lets an operation that is ready switch over; repeating it changes nothing. An older epoch is refused. */
    void switchOver(OperationId id, long epoch);

    /** Where the operation stands; empty where the hypervisor never heard of it. */
    Optional<OperationView> observe(OperationId id);

    /** A request, never a result: {@link #observe} tells whether it was heeded. */
    void requestCancel(OperationId id);

    /** Asks both ends where the workload runs; of a test move, whether the copy runs. */
    Whereabouts locate(Move move);

    /** Removes every test copy of the workload at the site, and says where they were; repeating it changes nothing. */
    List<Location> removeTestCopies(WorkloadId workload, SiteId site);

    /**
     * What a host can do.
     *
     * @param live whether it moves workloads while they run
     */
    record Capabilities(boolean live) {}

    /** The answer to a start. */
    sealed interface Started {
        record Accepted() implements Started {}

        record Refused(Reason reason) implements Started {}
    }
}
