package dev.leeward.dr.run;

/** How a run's steps came out. */
public enum Outcome {
    SUCCEEDED,
    SUCCEEDED_WITH_WARNINGS,
    PARTIALLY_FAILED,
    FAILED,
    CANCELLED,
    AWAITING_COMMIT,
    ROLLED_BACK
}
