package dev.leeward.policy.approval;

import dev.leeward.policy.placement.Principal;
import java.time.Instant;

/** A request for a second person's consent, and what became of it. */
public sealed interface Approval {
    /** What is asked. */
    ApprovalRequest request();

    /** Nobody has answered yet. */
    record Open(ApprovalRequest request) implements Approval {}

    /** Somebody else agreed; they may say something to it. */
    record Granted(ApprovalRequest request, String by, Instant at, String comment) implements Approval {}

    /** Somebody else refused; they may say something to it. */
    record Rejected(ApprovalRequest request, String by, Instant at, String comment) implements Approval {}

    /** Where it stands. */
    enum State {
        /** It waits for an answer. */
        OPEN,
        /** Somebody else agreed. */
        GRANTED,
        /** Somebody else refused. */
        REJECTED,
        /** Nobody answered in time. */
        EXPIRED
    }

    /** Where it stands at an instant. */
    default State stateAt(Instant now) {
        return switch (this) {
            case Open(var request) -> now.isBefore(request.expiresAt()) ? State.OPEN : State.EXPIRED;
            case Granted _ -> State.GRANTED;
            case Rejected _ -> State.REJECTED;
        };
    }

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

    /** Answers the request; the same answer of the same person again changes nothing. */
    default Answer answer(boolean granted, Principal by, Instant now, String comment) {
        return switch (this) {
            case Granted same when granted && same.by().equals(by.id()) -> new Answer.Accepted(same);
            case Rejected same when !granted && same.by().equals(by.id()) -> new Answer.Accepted(same);
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
                        granted
                                ? new Granted(request, by.id(), now, comment)
                                : new Rejected(request, by.id(), now, comment));
            }
        };
    }
}
