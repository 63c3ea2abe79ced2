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
    /** Makes others who raise requests about this workload wait for this transaction. */
    void claim(WorkloadId workload);

    /** The open request about a subject, if there is one that has not lapsed. */
    Optional<ApprovalRequest> open(ApprovalRequest.Subject subject, Instant now);

    /** Keeps a new request. */
    void raise(ApprovalRequest request);

    /** Keeps an answer. */
    void answer(Approval approval);

    /** An approval; locked until the transaction ends. */
    Optional<Approval> claim(UUID id);

    /** An approval. */
    Optional<Approval> find(UUID id);

    /** Approvals of a tenant, or of all where null; the newest first, before that one where given. */
    List<Approval> list(@Nullable String tenant, @Nullable UUID before, int limit);
}
