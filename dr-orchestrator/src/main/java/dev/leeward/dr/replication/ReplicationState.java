package dev.leeward.dr.replication;

/** What the storage at a site says about a group's replica. */
public enum ReplicationState {
    INITIAL_SYNC,
    IN_SYNC,
    LAGGING,
    BROKEN,
    DIVERGED,
    PROMOTED
}
