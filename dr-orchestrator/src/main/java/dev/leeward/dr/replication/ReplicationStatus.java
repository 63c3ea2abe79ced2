package dev.leeward.dr.replication;

import java.time.Duration;
import java.util.Optional;

/**
 * A group's replication as observed.
 *
 * @param newest the newest whole recovery point; empty before the first one
 * @param lag what a failover at this moment would lose; empty where nobody can tell
 */
public record ReplicationStatus(ReplicationState state, Optional<RecoveryPoint> newest, Optional<Duration> lag) {
    public ReplicationStatus {
        if (lag.isPresent() && lag.get().isNegative()) {
            throw new IllegalArgumentException("replication status: lag is negative: " + lag.get());
        }
    }
}
