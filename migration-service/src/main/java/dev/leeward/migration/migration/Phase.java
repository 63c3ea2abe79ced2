package dev.leeward.migration.migration;

/** The name of a state, as the API and the tables show it. */
public enum Phase {
    REQUESTED,
    VALIDATING,
    BLOCKED,
    QUEUED,
    RESERVING,
    PREPARING_TARGET,
    TRANSFERRING,
    SWITCHING_OVER,
    VERIFYING,
    SUCCEEDED,
    ROLLING_BACK,
    ROLLED_BACK,
    CANCELLING,
    CANCELLED,
    FAILED,
    INDETERMINATE,
    RECONCILING
}
