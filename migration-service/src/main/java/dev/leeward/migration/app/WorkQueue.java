package dev.leeward.migration.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Durable work: what is due is claimed under a lease, and done again by another where the lease runs out. */
public interface WorkQueue {
    /** The subject of work that there is only one of. */
    UUID ALONE = new UUID(0, 0);

    /** What kinds of work there are. */
    enum Kind {
        MIGRATION,
        EVACUATION,
        CLEANUP,
        SLOTS,
        DISCOVERY
    }

    /** A claimed piece; {@code fence} tells it from every other claim, {@code signal} from wake-ups since. */
    record Claim(Kind kind, UUID subject, long fence, long signal, int failures) {}

    /** Makes the work due by {@code at}, in the caller's transaction. Whoever holds it at present does it again. */
    void wake(Kind kind, UUID subject, Instant at);

    /** The work is over whoever holds it, in the caller's transaction; a holder has lost its lease. */
    void drop(Kind kind, UUID subject);

    /** Claims up to {@code most} pieces that are due. */
    List<Claim> claim(Instant now, int most, Duration lease);

    /** Keeps claims for another lease. */
    void renew(Collection<Claim> claims, Duration lease);

    /**
     * Throws {@link LeaseLost} where somebody else has claimed the work since; otherwise nobody can until the caller's
     * transaction ends.
     */
    void confirm(Claim claim);

    /** Gives the work back, due at {@code next}, or at once where it was woken meanwhile. */
    void release(Claim claim, Instant next, int failures);

    /** The work is over, unless it was woken meanwhile. */
    void done(Claim claim);

    /** Somebody else does the work now. */
    final class LeaseLost extends RuntimeException {
        public LeaseLost(Claim claim) {
            super("the lease on " + claim.kind() + " " + claim.subject() + " was lost");
        }
    }

    /** Fired with each wake-up; seen after the commit. */
    record WorkReady(Kind kind, UUID subject) {}

    /**
     * Fired where other work may have something to do; it is woken after the commit, so that transactions do not meet
     * on its row. Where a crash comes between, that work's own next look makes up for it.
     */
    record WorkAffected(Kind kind, UUID subject) {}
}
