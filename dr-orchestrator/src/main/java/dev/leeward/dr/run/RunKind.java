package dev.leeward.dr.run;

/** What a plan run does. */
public enum RunKind {
    /** Isolated copies are started at the recovery site; production is not touched. */
    TEST,
    /** The copies of a test are removed. */
    CLEANUP,
    /** Everything moves while both sites live; nothing is lost. */
    PLANNED_MIGRATION,
    /** Everything is started from its replica; the source is fenced first. */
    FAILOVER,
    /** A failover that needs nothing from the dead site, by explicit consent. */
    FORCED_FAILOVER,
    /** The direction of protection is turned. */
    REPROTECT;

    /** Whether production workloads change their site. */
    public boolean moves() {
        return switch (this) {
            case PLANNED_MIGRATION, FAILOVER, FORCED_FAILOVER -> true;
            case TEST, CLEANUP, REPROTECT -> false;
        };
    }

    /** Whether replicas are promoted, so that data may be lost. */
    public boolean promotes() {
        return this == FAILOVER || this == FORCED_FAILOVER;
    }

    /** Whether workloads are started at the recovery site, which takes a trusted host there. */
    public boolean needsHosts() {
        return moves() || this == TEST;
    }
}
