package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where protection groups are kept. */
public interface GroupStore {
    /** Adds a group; false where the id is taken. */
    boolean insert(StoredGroup group);

    Optional<StoredGroup> find(TenantId tenant, GroupId id);

    /** Locks a group for the rest of the transaction. */
    Optional<StoredGroup> lock(GroupId id);

    /** Locks groups in the order of their ids, so that two callers never wait for each other. */
    List<StoredGroup> lockAll(TenantId tenant, Collection<GroupId> ids);

    List<StoredGroup> list(TenantId tenant, int limit, @Nullable String after);

    /** All groups, whoever's, for the monitor. */
    List<StoredGroup> all();

    /** Which group of any tenant has each of these workloads. */
    Map<WorkloadId, GroupId> holders(Collection<WorkloadId> workloads);

    void save(StoredGroup group);

    void delete(GroupId id);

    long nextSequence(GroupId id);
}
