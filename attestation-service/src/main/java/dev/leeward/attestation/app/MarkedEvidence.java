package dev.leeward.attestation.app;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Marks on evidence that is kept because something names it: the trust in its host changed with it, or it answered a demand;
 * and the thinning of all other.
 */
public interface MarkedEvidence {

    /**
     * What was done to a part of the evidence.
     *
     * @param removed how many pieces were removed
     * @param last the last that was looked at, where the next part begins; empty where only young ones are left, or another
     *     replica is at work
     */
    record Thinned(int removed, Optional<UUID> last) {}

    /**
     * Which evidence stays.
     *
     * @param newest so many of each host, the newest, and at least one
     * @param since all that came since
     * @param kept older than this is not looked at: it is forgotten by its age
     */
    record Keep(int newest, Instant since, Instant kept) {
        public Keep {
            if (newest < 1) {
                throw new IllegalArgumentException("at least one piece of evidence of a host stays, not " + newest);
            }
        }
    }

    /** Marks evidence; written when the transaction commits. */
    void mark(UUID evidence, Instant at);

    /**
     * Removes evidence that has no mark, that no result rests on, and that is not to be kept.
     *
     * @param after where to begin, in the order of ids; null at the oldest
     * @param limit how many pieces to look at
     */
    Thinned thin(@Nullable UUID after, int limit, Keep keep);

    /** Forgets marks from before a time; returns how many. */
    int forget(Instant before);
}
