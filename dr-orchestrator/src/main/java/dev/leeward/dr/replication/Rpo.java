package dev.leeward.dr.replication;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The greatest data loss, as time, that a group was promised (recovery point objective). */
public record Rpo(Duration allowed) {
    public Rpo {
        if (allowed.isNegative()) {
            throw new IllegalArgumentException("rpo is negative: " + allowed);
        }
    }

    /** Whether a loss of {@code lag} keeps the promise. */
    public boolean allows(Duration lag) {
        return lag.compareTo(allowed) <= 0;
    }

    /** What a promotion at this moment would cost, and whether it may happen. */
    public sealed interface Verdict {
        /** The loss keeps the promise. */
        record Within(RecoveryPoint point, Duration lag) implements Verdict {}

        /** The loss breaks the promise, and somebody accepted it by naming this point or an older one. */
        record Accepted(RecoveryPoint point, Duration lag) implements Verdict {}

        /** The loss breaks the promise; only consent that names {@code point} lets it happen. */
        record Exceeded(RecoveryPoint point, Duration lag) implements Verdict {}

        /** There is no point to start from. */
        record NothingToPromote() implements Verdict {}
    }

    /**
     * Judges the loss that a promotion would mean.
     *
     * @param accepted the recovery point that a person named; empty where nobody accepted a loss
     */
    public Verdict judge(ReplicationStatus status, Optional<RecoveryPoint> accepted, Instant now) {
        if (status.newest().isEmpty()) {
            return new Verdict.NothingToPromote();
        }
        var point = status.newest().get();
        var lag = status.lag().orElseGet(() -> point.lag(now));
        boolean known = status.lag().isPresent();
        if (known && allows(lag)) {
            return new Verdict.Within(point, lag);
        }
        return accepted.filter(named -> !point.takenAt().isBefore(named.takenAt()))
                        .isPresent()
                ? new Verdict.Accepted(point, lag)
                : new Verdict.Exceeded(point, lag);
    }
}
