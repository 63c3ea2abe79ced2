package dev.leeward.policy.app;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import java.util.Optional;

/** Hosts that are in the inventory. */
public interface HostDirectory {
    /** A host. */
    Optional<HostView> find(HostId id);

    /** Whether the name is the id or the name of a host besides this one; upper and lower case are the same. */
    boolean isOfAnother(String name, HostId than);
}
