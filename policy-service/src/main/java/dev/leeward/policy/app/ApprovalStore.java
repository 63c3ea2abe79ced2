package dev.leeward.policy.app;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.placement.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests for approval and their answers. */
public interface ApprovalStore {
    /**
     * What to look for; null means any.
     *
     * @param now when the state counts
     * @param before only approvals before this one
     */
    record Query(
            @Nullable String tenant,
            Approval.@Nullable State state,
            Instant now,
            @Nullable WorkloadId workload,
            @Nullable UUID before,
            int limit) {}

    /** Makes others who raise requests about this workload wait for this transaction. */
    void claim(WorkloadId workload);

    /** The open request about a subject, if there is one that has not lapsed; whoever answers it waits for this transaction. */
    Optional<ApprovalRequest> open(ApprovalRequest.Subject subject, Instant now);

    /** Keeps a new request. */
    void raise(ApprovalRequest request);

    /** Keeps an answer. */
    void answer(Approval approval);

    /** An approval; locked until the transaction ends. */
    Optional<Approval> claim(UUID id);

    /** An approval. */
    Optional<Approval> find(UUID id);

    /** Approvals, the newest first. */
    List<Approval> list(Query query);
}
