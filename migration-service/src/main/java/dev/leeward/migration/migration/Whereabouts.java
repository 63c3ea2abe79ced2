package dev.leeward.migration.migration;

/** Where both ends together say that a workload is. */
public enum Whereabouts {
    SOURCE,
    TARGET,
    BOTH,
    NONE,
    /** An end did not answer, so nothing is known. */
    UNKNOWN
}
