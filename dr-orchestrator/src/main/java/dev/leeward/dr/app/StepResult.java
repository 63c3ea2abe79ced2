package dev.leeward.dr.app;

import java.util.Optional;

/** How a step on a whole group came out. */
sealed interface StepResult {
    /** It is done; a promotion tells what the group was started from. */
    record Done(String detail, boolean warning, Optional<ReplicationPort.Promotion> promotion, boolean lossAccepted)
            implements StepResult {}

    /** It is under way; ask again. */
    record NotYet() implements StepResult {}

    /** It cannot be done. */
    record Failed(String code, String reason) implements StepResult {}

    static StepResult done(String detail) {
        return new Done(detail, false, Optional.empty(), false);
    }
}
