package dev.leeward.policy.policy;

import java.time.Duration;

/**
 * The terms that decisions are made on.
 *
 * @param lifetime how long a decision counts at most
 * @param maxStaleness how far the view may lie behind before nobody can say
 */
public record Terms(Duration lifetime, Duration maxStaleness) {
    /** Both are positive. */
    public Terms {
        if (!lifetime.isPositive() || !maxStaleness.isPositive()) {
            throw new IllegalArgumentException(
                    "lifetime and staleness must be positive, but are %s and %s".formatted(lifetime, maxStaleness));
        }
    }
}
