package dev.leeward.compliance.edge.kafka;

import dev.leeward.compliance.event.Fact;
import dev.leeward.compliance.event.MigrationFact;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.events.migration.AskedMigration;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.events.migration.MigrationCancelled;
import dev.leeward.events.migration.MigrationFailed;
import dev.leeward.events.migration.MigrationIndeterminate;
import dev.leeward.events.migration.MigrationQueued;
import dev.leeward.events.migration.MigrationRequested;
import dev.leeward.events.migration.MigrationRolledBack;
import dev.leeward.events.migration.MigrationStarted;
import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.migration.MigrationSwitchedOver;
import dev.leeward.events.placement.PlacementChanged;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Events of migration-service, and the orders that it takes. */
final class MigrationMapper {
    private MigrationMapper() {}

    static @Nullable Fact fact(SpecificRecord record) {
        return switch (record) {
            case WorkloadMoveOrdered e ->
                new MigrationFact.WorkloadMoveOrdered(
                        e.getWorkloadId(),
                        e.getOrderId(),
                        e.getRunId(),
                        e.getStepId(),
                        e.getKind().name(),
                        e.getTest(),
                        e.getCleanup(),
                        e.getDestinationSite(),
                        e.getRecoveryPoint(),
                        PolicyMapper.asker(e.getPrincipal()),
                        e.getDeadline());
            case MigrationRequested e -> requested(e);
            case MigrationQueued e ->
                new MigrationFact.MigrationQueued(
                        e.getMigrationId(), e.getWorkloadId(), e.getDecisionId(), e.getDestinationHost());
            case DestinationAttestationDemanded e ->
                new MigrationFact.DestinationAttestationDemanded(
                        e.getMigrationId(), e.getWorkloadId(), e.getDestinationHost(), e.getDecisionId());
            case MigrationStarted e ->
                new MigrationFact.MigrationStarted(
                        e.getMigrationId(),
                        e.getWorkloadId(),
                        e.getSourceHost(),
                        e.getDestinationHost(),
                        e.getPlacementEpoch());
            case MigrationSwitchedOver e ->
                new MigrationFact.MigrationSwitchedOver(
                        e.getMigrationId(), e.getWorkloadId(), e.getDestinationHost(), e.getDowntimeMillis());
            case MigrationSucceeded e -> succeeded(e);
            case MigrationRolledBack e ->
                new MigrationFact.MigrationRolledBack(
                        e.getMigrationId(), e.getWorkloadId(), e.getCode(), e.getReason());
            case MigrationCancelled e ->
                new MigrationFact.MigrationCancelled(
                        e.getMigrationId(), e.getWorkloadId(), e.getCancelledBy(), asked(e.getAsked(), e.getOrderId()));
            case MigrationFailed e ->
                new MigrationFact.MigrationFailed(
                        e.getMigrationId(),
                        e.getWorkloadId(),
                        e.getCode(),
                        e.getReason(),
                        asked(e.getAsked(), e.getOrderId()));
            case MigrationIndeterminate e ->
                new MigrationFact.MigrationIndeterminate(
                        e.getMigrationId(), e.getWorkloadId(), e.getCode(), e.getReason());
            case PlacementChanged e ->
                new PlacementFact.PlacementChanged(
                        e.getWorkloadId(),
                        e.getWorkloadName(),
                        e.getSiteId(),
                        e.getHostId(),
                        e.getPlacementEpoch(),
                        e.getLabels(),
                        e.getMigrationId());
            default -> null;
        };
    }

    private static MigrationFact.MigrationRequested requested(MigrationRequested e) {
        return new MigrationFact.MigrationRequested(
                e.getMigrationId(),
                e.getWorkloadId(),
                e.getWorkloadName(),
                e.getKind().name(),
                e.getTest(),
                e.getSourceSite(),
                e.getSourceHost(),
                e.getDestinationSite(),
                e.getDestinationHost(),
                e.getLabels(),
                PolicyMapper.asker(e.getPrincipal()),
                e.getOrigin(),
                e.getOrderId(),
                e.getEvacuationId());
    }

    private static MigrationFact.@Nullable Asked asked(@Nullable AskedMigration asked, @Nullable String orderId) {
        return asked == null
                ? null
                : new MigrationFact.Asked(
                        asked.getRequestedAt(),
                        asked.getRequestedBy(),
                        asked.getWorkloadName(),
                        asked.getKind().name(),
                        asked.getTest(),
                        asked.getSourceSite(),
                        asked.getSourceHost(),
                        asked.getDestinationSite(),
                        asked.getDestinationHost(),
                        asked.getOrigin(),
                        orderId,
                        asked.getEvacuationId());
    }

    private static MigrationFact.MigrationSucceeded succeeded(MigrationSucceeded e) {
        return new MigrationFact.MigrationSucceeded(
                e.getMigrationId(),
                e.getWorkloadId(),
                e.getWorkloadName(),
                e.getKind().name(),
                e.getTest(),
                e.getSourceSite(),
                e.getSourceHost(),
                e.getDestinationSite(),
                e.getDestinationHost(),
                e.getDowntimeMillis(),
                e.getDurationMillis(),
                e.getBytesCopied(),
                e.getOrderId());
    }
}
