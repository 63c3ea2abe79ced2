package dev.leeward.dr.run;

import dev.leeward.dr.group.Refusal;

/** What a run answers to a command. */
public sealed interface RunDecision {
    /** It happens, as this event. */
    record Granted(RunEvent event) implements RunDecision {}

    /** It does not. */
    record Refused(Refusal refusal) implements RunDecision {}
}
