package dev.leeward.dr.run;

/** What can happen to a plan run. */
public sealed interface RunEvent {
    /** The engine took the run on. */
    record PrecheckBegan() implements RunEvent {}

    /** Nothing stands in the way. */
    record PrecheckPassed() implements RunEvent {}

    /** Something stands in the way. */
    record PrecheckRefused(String reason) implements RunEvent {}

    /** Somebody paused the run. */
    record RunPaused(String by) implements RunEvent {}

    /** Somebody, or the engine that took over, let it go on. */
    record RunResumed(String by) implements RunEvent {}

    /** The engine went away in the middle. */
    record EngineLost(String reason) implements RunEvent {}

    /** A person is asked. */
    record PromptRaised(String prompt) implements RunEvent {}

    /** The person answered. */
    record PromptAnswered(String prompt, String by) implements RunEvent {}

    /** Somebody wants it to stop. */
    record CancelAsked(String by) implements RunEvent {}

    /** All steps came to their end. */
    record Ended(Outcome outcome) implements RunEvent {}

    /** Somebody wants the unfinished steps tried again. */
    record Retried(String by) implements RunEvent {}

    /** Somebody declared the failover final. */
    record CommittedBy(String by) implements RunEvent {}

    /** Somebody wants everything back where it was. */
    record RollbackAsked(String by) implements RunEvent {}
}
