package dev.leeward.policy.placement;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a principal may break glass under one ticket.
 *
 * @param validUntil when it ends by itself
 * @param closedBy who ended it before that; null where nobody did
 */
public record Glass(Instant validUntil, @Nullable String closedBy) {
    /** Why it cannot be broken any more; null where it still can. */
    public @Nullable String overAt(Instant now) {
        if (closedBy != null) {
            return "%s ended it".formatted(closedBy);
        }
        return now.isBefore(validUntil) ? null : "its time was over at %s".formatted(validUntil);
    }
}
