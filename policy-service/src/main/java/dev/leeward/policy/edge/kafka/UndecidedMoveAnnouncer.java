package dev.leeward.policy.edge.kafka;

import dev.leeward.events.policy.UndecidedMoveObserved;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import dev.leeward.policy.app.UndecidedMoves;
import dev.leeward.policy.placement.UndecidedMove;
import jakarta.enterprise.context.ApplicationScoped;

/** Says moves that nobody decided about on {@code leeward.policy.decisions.v1}, through the outbox. */
@ApplicationScoped
class UndecidedMoveAnnouncer implements UndecidedMoves {
    private final Outbox outbox;
    private final Envelopes envelopes;

    UndecidedMoveAnnouncer(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public void found(UndecidedMove move) {
        Stream stream = Stream.of("policy-service", "undecided-move", move.id().toString(), 1);
        outbox.publish(UndecidedMoveObserved.newBuilder()
                .setEnvelope(envelopes.next(UndecidedMoveObserved.class, stream, 1, Avro.text(move.tenant()), null))
                .setObservationId(move.id().toString())
                .setWorkloadId(move.machine().workload().value())
                .setWorkloadName(move.machine().name())
                .setChange(move.change().name())
                .setSourceHost(Avro.text(move.from()))
                .setDestinationHost(move.machine().host().value())
                .setRunning(move.machine().running())
                .setSeenBy(move.seenBy())
                .setAfter(move.after())
                .setSeenAt(move.seenAt())
                .build());
    }
}
