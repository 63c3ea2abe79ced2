package dev.leeward.dr.edge.kafka;

import dev.leeward.dr.app.FactPublisher;
import dev.leeward.dr.app.GroupFact;
import dev.leeward.dr.app.MoveOrder;
import dev.leeward.dr.app.Requester;
import dev.leeward.dr.app.Run;
import dev.leeward.dr.app.RunFact;
import dev.leeward.dr.app.StoredGroup;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.common.Principal;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.MigrationKind;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;

/** Where facts and orders leave: each stream numbers its own events. */
@ApplicationScoped
class KafkaFactPublisher implements FactPublisher {
    private static final String SERVICE = "dr-orchestrator";
    private static final long ONLY_EPOCH = 1;

    private final Outbox outbox;
    private final Envelopes envelopes;

    KafkaFactPublisher(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public void run(Run run, RunFact fact, long sequence) {
        var stream = Stream.of(SERVICE, "run", run.id().value(), ONLY_EPOCH);
        outbox.publish(RunEvents.event(
                run,
                fact,
                type -> envelopes.next(type, stream, sequence, run.tenant().value(), null)));
    }

    @Override
    public void group(StoredGroup stored, GroupFact fact, long sequence) {
        var group = stored.group();
        // A group that was deleted and made again begins a new life.
        var stream = Stream.of(
                SERVICE, "group", group.id().value(), stored.createdAt().toEpochMilli());
        outbox.publish(GroupEvents.event(
                group,
                fact,
                type -> envelopes.next(
                        type,
                        stream,
                        sequence,
                        group.definition().tenant().value(),
                        group.state().direction().from().value())));
    }

    @Override
    public void order(Run run, MoveOrder order) {
        var stream = Stream.of(SERVICE, "order", order.orderId(), ONLY_EPOCH);
        outbox.publish(WorkloadMoveOrdered.newBuilder()
                .setEnvelope(envelopes.next(
                        WorkloadMoveOrdered.class, stream, 1, run.tenant().value(), null))
                .setOrderId(order.orderId())
                .setRunId(run.id().value())
                .setStepId(order.step().value())
                .setWorkloadId(order.workload().value())
                .setKind(MigrationKind.valueOf(order.kind().name()))
                .setTest(order.test())
                .setCleanup(order.cleanup())
                .setDestinationSite(order.destination().value())
                .setRecoveryPoint(order.recoveryPoint().orElse(null))
                .setPrincipal(principal(run.requester()))
                .setDeadline(order.deadline().truncatedTo(ChronoUnit.MILLIS))
                .build());
    }

    private static Principal principal(Requester requester) {
        return Principal.newBuilder()
                .setId(requester.id())
                .setRoles(requester.roles())
                .setTenant(requester.tenant().orElse(null))
                .build();
    }

    /** Makes the envelope of an event of that kind. */
    interface Enveloping {
        Envelope of(Class<? extends SpecificRecord> type);
    }
}
