package dev.leeward.policy.app;

import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.policy.Effect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every decision with its inputs. */
public interface DecisionLog {
    /**
     * What to look for; null means any.
     *
     * @param before only decisions before this one
     */
    record Query(
            @Nullable String tenant,
            @Nullable WorkloadId workload,
            @Nullable Effect effect,
            @Nullable UUID before,
            int limit) {}

    /**
     * Keeps decisions, and returns the ids of those that are new. The others were given to the same request id of the same
     * asker before, or are being given by another transaction, which is waited for.
     */
    Set<UUID> keep(List<RecordedDecision> decisions);

    /** The decision that was given to a request. */
    RecordedDecision of(String askedBy, String requestId);

    /** A decision. */
    Optional<RecordedDecision> find(UUID id);

    /** Decisions, the newest first. */
    List<RecordedDecision> list(Query query);
}
