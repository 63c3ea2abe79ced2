package dev.leeward.policy.emergency;

import dev.leeward.policy.placement.Glass;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person breaking glass under one ticket. It begins with the first decision that overrides something, and is never
 * prolonged: what takes longer needs another ticket.
 *
 * @param reason what the first use gave as its reason
 * @param closing who ended it early; null where nobody did
 * @param uses how many decisions overrode something under it
 * @param last the last of them; null before the first
 */
public record Emergency(
        UUID id,
        String principal,
        String ticket,
        String reason,
        Instant openedAt,
        Instant validUntil,
        @Nullable Closing closing,
        int uses,
        @Nullable Use last) {
    /** Who ended it, and when. */
    public record Closing(String by, Instant at) {}

    /** A decision that overrode something. */
    public record Use(UUID decision, String workload, Instant at) {}

    /** Where it stands. */
    public enum State {
        /** It can be used. */
        OPEN,
        /** Its time is over. */
        EXPIRED,
        /** Somebody ended it. */
        CLOSED
    }

    /** What closing it leads to; the same where somebody closed it before. */
    public Emergency close(String by, Instant now) {
        return stateAt(now) == State.OPEN
                ? new Emergency(id, principal, ticket, reason, openedAt, validUntil, new Closing(by, now), uses, last)
                : this;
    }

    /** What another use leads to. */
    public Emergency used(Use use) {
        return new Emergency(id, principal, ticket, reason, openedAt, validUntil, closing, uses + 1, use);
    }

    /** Where it stands at an instant. */
    public State stateAt(Instant now) {
        if (closing != null) {
            return State.CLOSED;
        }
        return now.isBefore(validUntil) ? State.OPEN : State.EXPIRED;
    }

    /** What a decision has to know of it. */
    public Glass glass() {
        return new Glass(validUntil, closing == null ? null : closing.by());
    }
}
