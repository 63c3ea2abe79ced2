package dev.leeward.dr.edge.kafka;

import dev.leeward.dr.app.GroupFact;
import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.events.dr.ProtectionStateChanged;
import dev.leeward.events.dr.Reprotected;
import dev.leeward.events.dr.RpoBreached;
import dev.leeward.events.dr.RpoRestored;
import dev.leeward.events.dr.SplitBrainDetected;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Group facts as events. */
final class GroupEvents {
    private GroupEvents() {}

    static SpecificRecord event(Group group, GroupFact fact, KafkaFactPublisher.Enveloping envelope) {
        var id = group.id().value();
        var from = group.state().direction().from().value();
        var to = group.state().direction().to().value();
        return switch (fact) {
            case GroupFact.StateChanged(var previous, var state, var run) ->
                ProtectionStateChanged.newBuilder()
                        .setEnvelope(envelope.of(ProtectionStateChanged.class))
                        .setGroupId(id)
                        .setGroupName(group.definition().name())
                        .setPreviousState(previous)
                        .setState(state)
                        .setFromSite(from)
                        .setToSite(to)
                        .setWorkloads(group.definition().workloads().stream()
                                .map(WorkloadId::value)
                                .toList())
                        .setRunId(run.map(RunId::value).orElse(null))
                        .build();
            case GroupFact.RpoBreached(var lag, var rpo) ->
                RpoBreached.newBuilder()
                        .setEnvelope(envelope.of(RpoBreached.class))
                        .setGroupId(id)
                        .setLagMillis(lag.toMillis())
                        .setRpoMillis(rpo.toMillis())
                        .build();
            case GroupFact.RpoRestored(var lag, var rpo) ->
                RpoRestored.newBuilder()
                        .setEnvelope(envelope.of(RpoRestored.class))
                        .setGroupId(id)
                        .setLagMillis(lag.toMillis())
                        .setRpoMillis(rpo.toMillis())
                        .build();
            case GroupFact.SplitBrainDetected(var workload) ->
                SplitBrainDetected.newBuilder()
                        .setEnvelope(envelope.of(SplitBrainDetected.class))
                        .setGroupId(id)
                        .setWorkloadId(workload.value())
                        .setSites(List.of(from, to))
                        .build();
            case GroupFact.Reprotected(var run) ->
                Reprotected.newBuilder()
                        .setEnvelope(envelope.of(Reprotected.class))
                        .setGroupId(id)
                        .setFromSite(from)
                        .setToSite(to)
                        .setRunId(run.value())
                        .build();
        };
    }
}
