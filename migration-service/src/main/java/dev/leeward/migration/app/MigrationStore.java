package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext.Cause;
import dev.leeward.migration.fairness.Claim;
import dev.leeward.migration.migration.Migration;
import dev.leeward.migration.migration.MigrationEvent;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where migrations are kept: their events, and one row each for reading. */
public interface MigrationStore {

    /**
     * A migration as it stands.
     *
     * @param sequence how many events it has
     * @param published how many of them were said on a topic
     * @param cause who asked for it, and the correlation of all that follows
     */
    record Recorded(Migration state, Instant requestedAt, int sequence, long published, Cause cause) {}

    /** Writes the first events; false where the workload has an active migration of this sort, or the order was seen. */
    boolean insert(List<MigrationEvent> events, Migration after, long published, Cause cause);

    /** The migration; nobody else changes it until the caller's transaction ends. */
    Optional<Recorded> lock(MigrationId id);

    /** The migration as it was last committed. */
    Optional<Recorded> find(MigrationId id);

    /** Appends to a migration that the caller has locked. */
    void append(Recorded before, List<MigrationEvent> events, Migration after, long published);

    /** How far the copying has come, from 0 to 1; no event, just for reading. */
    void progress(MigrationId id, double share);

    Optional<MigrationId> active(WorkloadId workload, boolean test);

    /** Migrations that wait for a slot: of each tenant, the first few. */
    List<Claim> waiting(int perTenant);

    /** Migrations that hold a slot. */
    List<Claim> running();

    Map<TenantId, Instant> lastServed();

    void served(TenantId tenant, Instant at);
}
