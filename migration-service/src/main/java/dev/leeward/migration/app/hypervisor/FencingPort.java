package dev.leeward.migration.app.hypervisor;

import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.placement.WorkloadId;

/** Makes sure that a workload cannot run at a site. */
public interface FencingPort {

    /**
     * Withdraws the right to run {@code workload} at {@code site} from every epoch before {@code epoch}, and stops it
     * there. Repeating it changes nothing.
     */
    Fencing revoke(WorkloadId workload, SiteId site, long epoch);

    /** The answer. */
    sealed interface Fencing {
        /** It does not run there and will not; {@code proof} says how that is known. */
        record Proven(String proof) implements Fencing {}

        /** It may still run there. */
        record Unproven(String why) implements Fencing {}
    }
}
