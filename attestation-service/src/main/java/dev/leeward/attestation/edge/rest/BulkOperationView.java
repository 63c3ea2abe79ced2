package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.BulkKind;
import dev.leeward.attestation.app.BulkOperation;
import dev.leeward.attestation.app.BulkOperation.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One command to many hosts, and how far it is.
 *
 * @param id identifier
 * @param kind what is done to each
 * @param selection which hosts were meant; they were settled when it was accepted
 * @param reason why
 * @param actor who began it
 * @param state how far it is
 * @param total how many hosts there are
 * @param done to how many of them it was done
 * @param failed to how many it could not be done; each says why
 * @param requestedAt when it was accepted
 * @param startedAt when its first hosts were done; null before
 * @param endedAt when it ended; null before
 * @param cancelledBy who cancelled it; null where nobody did
 */
public record BulkOperationView(
        UUID id,
        BulkKind kind,
        BulkOperationBody.Selection selection,
        String reason,
        String actor,
        State state,
        int total,
        int done,
        int failed,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String cancelledBy) {

    static BulkOperationView of(BulkOperation operation) {
        return new BulkOperationView(
                operation.id(),
                operation.kind(),
                BulkOperationBody.Selection.of(operation.selection()),
                operation.reason(),
                operation.cause().actor(),
                operation.state(),
                operation.total(),
                operation.done(),
                operation.failed(),
                operation.requestedAt(),
                operation.startedAt(),
                operation.endedAt(),
                operation.cancelledBy());
    }
}
