package dev.leeward.dr.replication;

import java.time.Duration;
import java.time.Instant;

/** A consistent state of a whole group at the recovery site, from which it can be started. */
public record RecoveryPoint(String id, Instant takenAt) {
    public RecoveryPoint {
        if (id.isBlank()) {
            throw new IllegalArgumentException("recovery point: id is blank");
        }
    }

    /** What would be lost by starting from here at {@code now}; never negative. */
    public Duration lag(Instant now) {
        var age = Duration.between(takenAt, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
