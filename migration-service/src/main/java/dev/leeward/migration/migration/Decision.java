package dev.leeward.migration.migration;

import java.util.List;

/** The answer to a command. */
public sealed interface Decision {

    /** Granted: these facts follow; none where the command changes nothing (any more). */
    record Accepted(List<MigrationEvent> events) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** Declined, with a code and a sentence. */
    record Refused(Refusals why, String detail) implements Decision {}

    /** Why a command can be declined. */
    enum Refusals {
        TOO_LATE_TO_CANCEL,
        OUTCOME_UNKNOWN,
        ALREADY_FINISHED
    }

    /** Nothing follows. */
    Decision NOTHING = new Accepted(List.of());

    static Decision so(MigrationEvent event) {
        return new Accepted(List.of(event));
    }
}
