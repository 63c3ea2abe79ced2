package dev.leeward.policy.app;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.review.SetVersion;
import java.util.List;

/** Says what was decided, within the transaction that decided it. */
public interface Announcer {
    /** A decision was made; {@code raised} are the approvals that it newly asks for. */
    void decided(RecordedDecision decision, List<ApprovalRequest> raised);

    /** A second person answered. */
    void answered(Approval approval);

    /** A decision overrode policies, under this emergency. */
    void brokeGlass(RecordedDecision decision, Emergency emergency);

    /** Somebody ended an emergency before its time. */
    void closed(Emergency emergency);

    /** A version of a policy set, which consists of these policies, came into force after the one that it is based on. */
    void published(SetVersion.Published version, List<PolicyDocument> policies);
}
