package dev.leeward.policy.app;

import dev.leeward.policy.placement.WorkloadId;
import dev.leeward.policy.policy.Effect;
import java.util.List;
import java.util.Optional;
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

    /** Makes others who ask the same question at the same time wait for this transaction. */
    void claim(String askedBy, String requestId);

    /** The decision on a request, if it was made. */
    Optional<RecordedDecision> of(String askedBy, String requestId);

    /** A decision. */
    Optional<RecordedDecision> find(UUID id);

    /** Keeps a decision. */
    void keep(RecordedDecision decision);

    /** Decisions, the newest first. */
    List<RecordedDecision> list(Query query);
}
