package dev.leeward.policy.edge.kafka;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.SimulationCount;
import dev.leeward.events.policy.SimulationExample;
import dev.leeward.messaging.Envelopes;
import dev.leeward.messaging.Outbox;
import dev.leeward.messaging.Stream;
import dev.leeward.policy.app.SimulationResults;
import dev.leeward.policy.simulation.Change;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.policy.simulation.Simulation.State;
import dev.leeward.policy.simulation.Tally.Count;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** Says what simulations found on {@code leeward.policy.sets.v1}, through the outbox; as much as a record takes. */
@ApplicationScoped
class SimulationAnnouncer implements SimulationResults {
    /** Of a provider's thousands of tenants. */
    private static final int MAX_COUNTS = 1_000;

    private static final int MAX_REASON = 1_000;

    /** Changes before what stays, the most frequent first; then in the order of the tally. */
    private static final Comparator<Count> TELLING = Comparator.<Count, Boolean>comparing(
                    count -> !count.transition().changed())
            .thenComparing(Comparator.comparingLong(Count::decisions).reversed())
            .thenComparing(Count::transition);

    private final Outbox outbox;
    private final Envelopes envelopes;

    SimulationAnnouncer(Outbox outbox, Envelopes envelopes) {
        this.outbox = outbox;
        this.envelopes = envelopes;
    }

    @Override
    public void completed(Simulation simulation, List<Change> examples) {
        Stream stream =
                Stream.of("policy-service", "simulation", simulation.id().toString(), 1);
        outbox.publish(event(
                simulation,
                examples,
                envelopes.next(SimulationCompleted.class, stream, 1, Avro.text(simulation.tenant()), null)));
    }

    static SimulationCompleted event(Simulation simulation, List<Change> examples, Envelope envelope) {
        List<Count> counts = simulation.tally().counts();
        return SimulationCompleted.newBuilder()
                .setEnvelope(envelope)
                .setSimulationId(simulation.id().toString())
                .setScope(simulation.scope().toString())
                .setVersion(simulation.version())
                .setSince(simulation.since().truncatedTo(ChronoUnit.MILLIS))
                .setRequestedBy(simulation.requestedBy())
                .setRequestedAt(simulation.requestedAt())
                .setFailure(simulation.state() instanceof State.Failed(var _, var reason) ? reason : null)
                .setTotal(simulation.total())
                .setReplayed(simulation.done())
                .setChanged(simulation.tally().changed())
                .setCounts(counts.stream()
                        .sorted(TELLING)
                        .limit(MAX_COUNTS)
                        .map(SimulationAnnouncer::count)
                        .toList())
                .setCountsLeftOut(Math.max(0, counts.size() - MAX_COUNTS))
                .setExamples(examples.stream().map(SimulationAnnouncer::example).toList())
                .build();
    }

    private static SimulationCount count(Count count) {
        String tenant = count.transition().tenant();
        return SimulationCount.newBuilder()
                .setTenant(tenant.isEmpty() ? null : tenant)
                .setBefore(Avro.effect(count.transition().from()))
                .setAfter(Avro.effect(count.transition().to()))
                .setDecisions(count.decisions())
                .build();
    }

    private static SimulationExample example(Change change) {
        return SimulationExample.newBuilder()
                .setDecisionId(change.decision().toString())
                .setTenant(change.tenant())
                .setWorkloadId(change.workload())
                .setBefore(Avro.effect(change.before()))
                .setAfter(Avro.effect(change.after()))
                .setReasonBefore(beginning(change.reasonBefore()))
                .setReasonAfter(beginning(change.reasonAfter()))
                .build();
    }

    private static String beginning(String reason) {
        return reason.codePointCount(0, reason.length()) <= MAX_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON));
    }
}
