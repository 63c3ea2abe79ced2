package dev.leeward.migration.migration;

/** How a workload moves. */
public enum Kind {
    /** While it runs. */
    LIVE,
    /** Stopped at the source, started at the destination. */
    COLD,
    /** Started at the destination from its replica; needs nothing from the source. */
    RECOVERY
}
