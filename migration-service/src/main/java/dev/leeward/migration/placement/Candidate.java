package dev.leeward.migration.placement;

import dev.leeward.migration.host.HostTrust;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.placement.Workload.AntiAffinity;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A host that a workload might go to.
 *
 * @param slots workloads that it can hold
 * @param taken workloads that run there or are on their way
 * @param groups anti-affinity groups that are present there or on their way
 */
public record Candidate(Location location, int slots, int taken, HostTrust trust, Set<AntiAffinity> groups) {
    public Candidate {
        groups = Set.copyOf(groups);
    }

    int free() {
        return slots - taken;
    }

    /** Why the workload cannot go there; empty where it can. Trust comes first: it is what an auditor asks for. */
    Optional<Reason> objection(Workload workload, Instant now) {
        if (!trust.trustedAt(now)) {
            return Optional.of(new Reason("untrusted-destination", trust.describe(now)));
        }
        if (free() < 1) {
            return Optional.of(new Reason(
                    "capacity-insufficient",
                    "host " + location.host() + " holds " + taken + " of " + slots + " workloads"));
        }
        if (workload.antiAffinity().filter(groups::contains).isPresent()) {
            return Optional.of(new Reason(
                    "anti-affinity",
                    "host " + location.host() + " already holds a workload of group "
                            + workload.labels().get(Workload.ANTI_AFFINITY)));
        }
        return Optional.empty();
    }
}
