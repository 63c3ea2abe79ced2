package dev.leeward.dr.app;

import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.WorkloadId;
import java.util.List;

/** Keeps a workload from running at a site. Idempotent by epoch. */
public interface FencingPort {
    /**
     * Takes away a site's right to run these workloads.
     *
     * @return the proof, in words
     * @throws SiteUnreachable where nobody at the site, and no witness, can prove it
     * @throws StaleEpoch where a newer epoch was seen
     */
    String revoke(List<WorkloadId> workloads, SiteId site, long epoch);

    /** Gives a site the right back. */
    void acquire(List<WorkloadId> workloads, SiteId site, long epoch);

    boolean reachable(SiteId site);
}
