package dev.leeward.policy.app;

import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.ApprovalRequest;
import dev.leeward.policy.emergency.Emergency;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.review.SetVersion;
import java.util.ArrayList;
import java.util.List;

/** Remembers which policies were said to be in force. */
final class SaidByAnnouncer implements Announcer {
    /** A publication. */
    record Said(SetVersion.Published version, List<PolicyDocument> policies) {}

    private final List<Said> published = new ArrayList<>();

    List<Said> published() {
        return List.copyOf(published);
    }

    @Override
    public void published(SetVersion.Published version, List<PolicyDocument> policies) {
        published.add(new Said(version, policies));
    }

    @Override
    public void decided(RecordedDecision decision, List<ApprovalRequest> raised) {}

    @Override
    public void answered(Approval approval) {}

    @Override
    public void brokeGlass(RecordedDecision decision, Emergency emergency) {}

    @Override
    public void closed(Emergency emergency) {}
}
