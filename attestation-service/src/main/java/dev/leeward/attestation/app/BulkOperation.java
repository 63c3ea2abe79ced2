package dev.leeward.attestation.app;

import dev.leeward.messaging.EventContext;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One command to many hosts. The hosts are settled when it is accepted; one that joins later is not among them.
 *
 * @param id identity; later ones are greater
 * @param kind what is done to each host
 * @param selection which hosts were meant
 * @param reason why, in the words of the person who began it
 * @param cause who began it, and what its events go back to
 * @param requestedAt when it was accepted
 * @param startedAt when its first hosts were done; null before
 * @param endedAt when nothing was left to do, or it was cancelled; null before
 * @param cancelledBy who cancelled it; null where nobody did
 * @param total how many hosts there are
 * @param done to how many of them it was done
 * @param failed to how many it could not be done
 */
public record BulkOperation(
        UUID id,
        BulkKind kind,
        HostSelection selection,
        String reason,
        EventContext.Cause cause,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String cancelledBy,
        int total,
        int done,
        int failed) {

    /** How far it is. */
    public enum State {
        /** No host was done yet. */
        ACCEPTED,
        /** Some hosts are left. */
        RUNNING,
        /** It was cancelled; what was done stays done. */
        CANCELLED,
        /** No host is left, and none failed. */
        SUCCEEDED,
        /** No host is left, and some failed. */
        SUCCEEDED_WITH_FAILURES
    }

    public BulkOperation {
        if (done < 0 || failed < 0 || done + failed > total) {
            throw new IllegalArgumentException(
                    "bulk operation " + id + " has " + done + " done and " + failed + " failed of " + total);
        }
        if (cancelledBy != null && endedAt == null) {
            throw new IllegalArgumentException("bulk operation " + id + " is cancelled and has not ended");
        }
    }

    public State state() {
        if (cancelledBy != null) {
            return State.CANCELLED;
        }
        if (endedAt == null) {
            return startedAt == null ? State.ACCEPTED : State.RUNNING;
        }
        return failed == 0 ? State.SUCCEEDED : State.SUCCEEDED_WITH_FAILURES;
    }

    /** After more hosts. It ends with the last. */
    BulkOperation progress(int moreDone, int moreFailed, Instant now) {
        boolean last = done + moreDone + failed + moreFailed == total;
        return new BulkOperation(
                id,
                kind,
                selection,
                reason,
                cause,
                requestedAt,
                startedAt == null ? now : startedAt,
                last ? now : null,
                null,
                total,
                done + moreDone,
                failed + moreFailed);
    }

    BulkOperation cancelled(String by, Instant now) {
        return new BulkOperation(
                id, kind, selection, reason, cause, requestedAt, startedAt, now, by, total, done, failed);
    }
}
