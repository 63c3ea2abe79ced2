package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.migration.evacuation.EvacuationId;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.evacuation.Tally;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.Phase;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where evacuations and the workloads that they must move are kept. */
public interface EvacuationStore {

    /** An evacuation as it stands. */
    record Evacuation(
            EvacuationId id,
            Scope scope,
            String reason,
            Principal principal,
            Cause cause,
            Tally tally,
            List<MigrationId> migrations,
            Instant startedAt,
            @Nullable Instant finishedAt) {
        public Evacuation {
            migrations = List.copyOf(migrations);
        }
    }

    void add(
            EvacuationId id,
            Scope scope,
            String reason,
            Principal principal,
            Cause cause,
            Instant startedAt,
            List<WorkloadId> members);

    Optional<Evacuation> find(EvacuationId id);

    /** Members for which nothing has been begun, in order; a few at a time. */
    List<WorkloadId> pending(EvacuationId id, int most);

    void begun(EvacuationId id, WorkloadId workload, MigrationId migration);

    /** The member has another migration, so nothing could be begun yet. */
    void notBegun(EvacuationId id, WorkloadId workload);

    /** The member left by another way. */
    void left(EvacuationId id, WorkloadId workload);

    /** The member's migration is over. */
    void settled(MigrationId migration, Phase outcome);

    void finish(EvacuationId id, Instant at);
}
