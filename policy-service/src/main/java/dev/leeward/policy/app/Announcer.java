package dev.leeward.policy.app;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import java.util.List;

/** Says what was decided, within the transaction that decided it. */
public interface Announcer {
    /** A decision was made; {@code raised} are the approvals that it newly asks for. */
    void decided(RecordedDecision decision, List<ApprovalRequest> raised);

    /** A second person answered. */
    void answered(Approval approval);
}
