package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where recovery plans are kept, every version of them. */
public interface PlanStore {
    /** Adds a plan; false where the id is taken. */
    boolean insert(StoredPlan plan);

    Optional<StoredPlan> find(TenantId tenant, PlanId id);

    /** Writes the next version; false where somebody else was faster. */
    boolean replace(StoredPlan next);

    void delete(PlanId id);

    List<StoredPlan> list(TenantId tenant, int limit, @Nullable String after);

    /** Plans that name a group. */
    List<PlanId> naming(GroupId group);
}
