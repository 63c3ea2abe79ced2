package dev.leeward.dr.run;

import java.util.Locale;

/** What a step does. */
public enum StepAction {
    PRECHECK_GROUP,
    OPEN_TEST_COPY,
    CLOSE_TEST_COPY,
    SYNC_GROUP,
    FINAL_SYNC,
    FENCE_SOURCE,
    PROMOTE_REPLICA,
    UNFENCE_SOURCE,
    RESTORE_PROTECTION,
    REVERSE_REPLICATION,
    AWAIT_SYNC,
    PROMPT,
    TEST_WORKLOAD,
    CLEAN_UP_WORKLOAD,
    MIGRATE_WORKLOAD,
    RECOVER_WORKLOAD,
    RETURN_WORKLOAD;

    /** The name in events and answers, for example {@code recover-workload}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether migration-service carries it out, by order. */
    public boolean ordered() {
        return switch (this) {
            case TEST_WORKLOAD, CLEAN_UP_WORKLOAD, MIGRATE_WORKLOAD, RECOVER_WORKLOAD, RETURN_WORKLOAD -> true;
            case PRECHECK_GROUP, OPEN_TEST_COPY, CLOSE_TEST_COPY, SYNC_GROUP, FINAL_SYNC, FENCE_SOURCE -> false;
            case PROMOTE_REPLICA, UNFENCE_SOURCE, RESTORE_PROTECTION, REVERSE_REPLICATION, AWAIT_SYNC, PROMPT -> false;
        };
    }

    /** Whether it brings a workload into service at the recovery site, as the plan wants. */
    public boolean movesForward() {
        return this == TEST_WORKLOAD || this == MIGRATE_WORKLOAD || this == RECOVER_WORKLOAD;
    }

    /** Whether it belongs to the way back. */
    public boolean backward() {
        return this == UNFENCE_SOURCE || this == RETURN_WORKLOAD || this == RESTORE_PROTECTION;
    }
}
