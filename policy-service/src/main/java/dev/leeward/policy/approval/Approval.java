package dev.leeward.policy.approval;

import dev.leeward.policy.placement.Principal;
import java.time.Instant;

/** A request for a second person's consent, and what became of it. */
public sealed interface Approval {
    /** What is asked. */
    ApprovalRequest request();

    /** Nobody has answered yet. */
    record Open(ApprovalRequest request) implements Approval {}

    /** Somebody else agreed. */
    record Granted(ApprovalRequest request, String by, Instant at) implements Approval {}

    /** Somebody else refused. */
    record Rejected(ApprovalRequest request, String by, Instant at) implements Approval {}

    /** What an answer led to. */
    sealed interface Answer {
        /** It counts. */
        record Accepted(Approval approval) implements Answer {}

        /** It does not count, and why. */
        record Refused(Refusal refusal) implements Answer {}
    }

    /** Why an answer does not count. */
    enum Refusal {
        /** Nobody agrees to their own request. */
        SELF_APPROVAL,
        /** The role may not approve. */
        ROLE_MISSING,
        /** It lapsed. */
        EXPIRED,
        /** It was answered before. */
        ALREADY_ANSWERED
    }

    /** Answers the request. */
    default Answer answer(boolean granted, Principal by, Instant now) {
        return switch (this) {
            case Granted _, Rejected _ -> new Answer.Refused(Refusal.ALREADY_ANSWERED);
            case Open(var request) -> {
                if (!by.mayApprove()) {
                    yield new Answer.Refused(Refusal.ROLE_MISSING);
                }
                if (request.isFrom(by.id())) {
                    yield new Answer.Refused(Refusal.SELF_APPROVAL);
                }
                if (!now.isBefore(request.expiresAt())) {
                    yield new Answer.Refused(Refusal.EXPIRED);
                }
                yield new Answer.Accepted(
                        granted ? new Granted(request, by.id(), now) : new Rejected(request, by.id(), now));
            }
        };
    }
}
