package dev.leeward.dr.app;

import dev.leeward.dr.group.GroupId;

/** A group's replication does not work; it must be repaired first. */
public class ReplicationBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReplicationBroken(GroupId group) {
        super("replication of group " + group + " is broken");
    }
}
