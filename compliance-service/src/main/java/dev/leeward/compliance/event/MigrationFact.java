package dev.leeward.compliance.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to a migration, and the orders of plan runs that lead to one. */
public sealed interface MigrationFact extends Fact {
    /** The workload that moves. */
    String workloadId();

    /** The orchestrator ordered the workload moved. */
    record WorkloadMoveOrdered(
            String workloadId,
            String orderId,
            String runId,
            String stepId,
            String kind,
            boolean test,
            boolean cleanup,
            String destinationSite,
            @Nullable String recoveryPoint,
            Asker principal,
            Instant deadline)
            implements MigrationFact {}

    /** What migration-service states about one migration. */
    sealed interface Lifecycle extends MigrationFact {
        /** The migration spoken of. */
        String migrationId();
    }

    /**
     * What was asked for, as the end of a migration tells it.
     *
     * @param destinationSite null where any would do, as is the host
     */
    record Asked(
            Instant requestedAt,
            String requestedBy,
            String workloadName,
            String kind,
            boolean test,
            @Nullable String sourceSite,
            @Nullable String sourceHost,
            @Nullable String destinationSite,
            @Nullable String destinationHost,
            String origin,
            @Nullable String orderId,
            @Nullable String evacuationId) {}

    /** It is over without a move; where no host could take it, or nothing began, nothing else was said of it. */
    sealed interface Ended extends Lifecycle {
        /** What was asked for; null where it was not told yet. */
        @Nullable Asked asked();
    }

    /** Somebody wants the workload elsewhere. */
    record MigrationRequested(
            String migrationId,
            String workloadId,
            String workloadName,
            String kind,
            boolean test,
            @Nullable String sourceSite,
            @Nullable String sourceHost,
            String destinationSite,
            String destinationHost,
            Map<String, String> labels,
            Asker principal,
            String origin,
            @Nullable String orderId,
            @Nullable String evacuationId)
            implements Lifecycle {
        public MigrationRequested {
            labels = Map.copyOf(labels);
        }
    }

    /** It is allowed and waits for its turn. */
    record MigrationQueued(String migrationId, String workloadId, String decisionId, String destinationHost)
            implements Lifecycle {}

    /** Its destination has to attest again before anything begins. */
    record DestinationAttestationDemanded(
            String migrationId, String workloadId, String destinationHost, String decisionId) implements Lifecycle {}

    /** The hypervisor took it on. */
    record MigrationStarted(
            String migrationId,
            String workloadId,
            @Nullable String sourceHost,
            String destinationHost,
            long placementEpoch)
            implements Lifecycle {}

    /** The workload runs at the destination now. */
    record MigrationSwitchedOver(String migrationId, String workloadId, String destinationHost, long downtimeMillis)
            implements Lifecycle {}

    /** Verified: it runs at the destination and nowhere else. */
    record MigrationSucceeded(
            String migrationId,
            String workloadId,
            String workloadName,
            String kind,
            boolean test,
            @Nullable String sourceSite,
            @Nullable String sourceHost,
            String destinationSite,
            String destinationHost,
            long downtimeMillis,
            long durationMillis,
            long bytesCopied,
            @Nullable String orderId)
            implements Lifecycle {
        /** Whether the workload changed its host; an order that finds it in its place succeeds without. */
        public boolean moved() {
            return !destinationHost.equals(sourceHost);
        }
    }

    /** It could not be finished; the workload runs where it was. */
    record MigrationRolledBack(String migrationId, String workloadId, String code, String reason)
            implements Lifecycle {}

    /** Somebody cancelled it. */
    record MigrationCancelled(
            String migrationId,
            String workloadId,
            String cancelledBy,
            @Nullable Asked asked) implements Ended {}

    /** It was refused or could not be carried out. */
    record MigrationFailed(
            String migrationId,
            String workloadId,
            String code,
            String reason,
            @Nullable Asked asked) implements Ended {}

    /** Contact was lost during switch-over. */
    record MigrationIndeterminate(String migrationId, String workloadId, String code, String reason)
            implements Lifecycle {}
}
