package dev.leeward.policy.app;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.WorkloadId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Decisions by which a workload may come to a host, each good for one arrival. */
public interface Permissions {
    /**
     * What is looked for.
     *
     * @param decidedSince what was allowed before this has expired in any case
     * @param exceptOf who asked for decisions that do not count, since they were answers to arrivals themselves
     * @param arrivingSince an arrival that was let in after this is still the same one
     */
    record Wanted(
            WorkloadId workload,
            HostId host,
            Set<Action> actions,
            String exceptOf,
            Instant now,
            Instant decidedSince,
            Instant arrivingSince) {
        /** Copies the actions. */
        public Wanted {
            actions = Set.copyOf(actions);
        }
    }

    /**
     * An ALLOW that has not expired and let nothing in yet, or this same arrival; until the transaction ends nobody else
     * finds one for the workload.
     */
    Optional<RecordedDecision> find(Wanted wanted);

    /** An arrival at a host was let in by it; a later arrival does not find it any more. */
    void use(UUID decision, HostId host, Instant now);
}
