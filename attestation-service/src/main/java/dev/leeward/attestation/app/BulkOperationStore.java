package dev.leeward.attestation.app;

import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where bulk operations and their progress are kept. Locks last until the transaction ends, also by a crash. */
public interface BulkOperationStore {

    /** How many hosts of the inventory are selected now. */
    int count(HostSelection selection, Instant now);

    /** The first of them by id. */
    List<HostId> first(HostSelection selection, Instant now, int limit);

    /** Those that are not in the inventory, by id. */
    List<HostId> absent(Set<HostId> hosts);

    /** Keeps an operation with the hosts that are selected now as its targets; returns it with their number. */
    BulkOperation add(BulkOperation operation);

    Optional<BulkOperation> find(UUID id);

    /** The operation, locked. */
    Optional<BulkOperation> lock(UUID id);

    /** The oldest operation that has not ended and that nobody else is working on, locked. */
    Optional<BulkOperation> lockNext();

    /** Hosts that are left, by id. */
    List<HostId> left(UUID operation, int limit);

    /** Of these hosts, those that are left. */
    List<HostId> left(UUID operation, Collection<HostId> hosts);

    /** Notes what became of hosts that were left. */
    void record(UUID operation, Collection<BulkTarget> targets);

    void save(BulkOperation operation);

    /** Operations, the newest first. */
    List<BulkOperation> page(@Nullable UUID before, int limit);

    /** Hosts of an operation by id, only with an outcome where one is given. */
    List<BulkTarget> targets(UUID operation, BulkTarget.@Nullable Outcome outcome, @Nullable HostId after, int limit);

    /** Forgets operations that ended before the time; returns how many. */
    int prune(Instant endedBefore);
}
