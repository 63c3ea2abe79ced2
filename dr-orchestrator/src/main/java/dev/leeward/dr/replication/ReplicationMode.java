package dev.leeward.dr.replication;

/** How a group's volumes reach the other site. */
public enum ReplicationMode {
    /** A write is acknowledged when both sites hold it: no loss while the mirror stands. */
    SYNCHRONOUS,
    /** Bookmarks are shipped every few seconds: a loss of up to the age of the newest one. */
    ASYNCHRONOUS
}
