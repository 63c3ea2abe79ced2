package dev.leeward.policy.app;

import dev.leeward.policy.placement.SeenMachine;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.placement.WorkloadId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where machines were last seen, and which decisions their being there was put down to. */
public interface SeenMachines {
    /**
     * A machine as it was last seen.
     *
     * @param ran whether it was ever seen running
     */
    record Kept(SeenMachine machine, boolean ran) {}

    /**
     * A source whose look is being compared; nobody else compares it meanwhile.
     *
     * @param comparedAt when the look before began; null where this is the first
     */
    record Held(@Nullable Instant comparedAt) {}

    /**
     * Whether a look at a source may begin.
     *
     * @param noneSince the look before must have begun by then
     * @param givenUp where the look before has not been compared yet, it counts as given up if it began by then
     */
    boolean begin(String source, Instant now, Instant noneSince, Instant givenUp);

    /** Holds a source until the transaction ends; empty where another look has begun since. */
    Optional<Held> hold(String source, Instant look);

    /** All machines of a source, by the source's own ids. */
    Map<String, Kept> of(String source);

    /** Keeps what a look showed: the machines that changed, and those that are gone. */
    void keep(String source, Instant look, List<SeenMachine> changed, Collection<String> gone);

    /**
     * Puts an arrival down to a decision that allowed it and that no other was put down to.
     *
     * @param anyCopy whether the permission to make any copy on that host will do, since a copy is nobody's that is known
     * @return whether there is one
     */
    boolean use(SeenMachine machine, boolean anyCopy, Instant decidedAfter, Instant now);

    /** Forgets that decisions of before a time were used: they count no more. */
    void forgetUsed(Instant before);

    /** Whose a workload is; empty where nobody's that is known. */
    Optional<TenantId> tenantOf(WorkloadId workload);
}
