package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import dev.leeward.dr.group.GroupId;
import dev.leeward.dr.replication.RecoveryPoint;
import dev.leeward.dr.replication.ReplicationStatus;
import java.time.Duration;
import java.util.List;

/**
 * The sites' storage. Every command carries an operation id: the same id is the same operation, so a command
 * may be repeated after a crash. Epochs fence: storage refuses an older one than it has seen.
 */
public interface ReplicationPort {
    /** Begins to replicate a group in its direction; does nothing where it does already. */
    void protect(Group group);

    void unprotect(GroupId group);

    ReplicationStatus status(GroupId group);

    /** Recovery points, newest first. */
    List<RecoveryPoint> bookmarks(GroupId group);

    /**
     * Ships everything that the source holds now.
     *
     * @throws SiteUnreachable where the source cannot be asked
     * @throws ReplicationBroken where the link does not carry it
     */
    RecoveryPoint sync(String operation, Group group);

    /** Opens an isolated copy; replication goes on. */
    Promotion openTestCopy(String operation, Group group);

    void closeTestCopy(String operation, Group group);

    /**
     * Makes the replica the writable copy. Never deletes the other one.
     *
     * @param force true to do without the source
     * @throws StaleEpoch where a newer epoch was seen
     */
    Promotion promote(String operation, Group group, long epoch, boolean force);

    /**
     * Ships what is left from a source that stands still, and makes the replica the writable copy.
     *
     * @return a promotion whose lag is zero where everything arrived
     * @throws SiteUnreachable where the source cannot be asked
     */
    Promotion switchOver(String operation, Group group, long epoch);

    /** Replicates in the group's direction again, after a promotion was taken back. */
    void restore(String operation, Group group, long epoch);

    /** Begins to replicate against the group's direction, after a promotion that stands. */
    void reverse(String operation, Group group, long epoch);

    void suspend(GroupId group);

    void resume(GroupId group);

    /** What a copy was started from, and how far behind the source that was. */
    record Promotion(RecoveryPoint point, Duration lag) {}
}
