package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.replication.ReplicationState;
import java.time.Duration;

/** What a test or a demonstration may do to simulated sites. */
public interface SiteSimulator {
    /**
     * Puts a group's replication into a state.
     *
     * @param lag how far the newest recovery point then lies back; ignored for IN_SYNC
     * @return false where the group does not replicate
     */
    boolean replication(GroupId group, ReplicationState state, Duration lag);

    /** Lets a site die, or come back. */
    void site(SiteId site, boolean dead);
}
