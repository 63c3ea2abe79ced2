package dev.leeward.dr.run;

import java.time.Instant;

/**
 * How far a step is. {@code attempt} counts the attempts begun: it changes only when a person asks for a
 * retry, so that an engine that takes over repeats the same attempt under the same key.
 */
public sealed interface StepState {
    /** Number of attempts begun. */
    int attempt();

    /** It waits for its turn. */
    record Pending(int attempt) implements StepState {}

    /** Its turn has come; nothing was done yet. */
    record Ready(int attempt) implements StepState {}

    /** It is under way, until the deadline at the latest. */
    record Running(int attempt, Instant startedAt, Instant deadline) implements StepState {}

    /** Contact was lost at the worst moment; both sides are being asked. */
    record Indeterminate(int attempt, Instant startedAt, Instant deadline, String reason) implements StepState {}

    /** It is done. A warning is something that a person should read in {@code detail}. */
    record Succeeded(int attempt, Instant startedAt, Instant finishedAt, String detail, boolean warning)
            implements StepState {}

    /** It could not be done. */
    record Failed(int attempt, Instant startedAt, Instant finishedAt, String code, String reason)
            implements StepState {}

    /** It was not tried, because of something before it. */
    record Skipped(int attempt, String reason) implements StepState {}

    /** It was done, and taken back. */
    record Compensated(int attempt, Instant at) implements StepState {}

    /** The name as in the glossary. */
    default String label() {
        return getClass().getSimpleName();
    }

    /** Whether nothing more happens by itself. */
    default boolean terminal() {
        return switch (this) {
            case Pending _, Ready _, Running _, Indeterminate _ -> false;
            case Succeeded _, Failed _, Skipped _, Compensated _ -> true;
        };
    }

    /** Whether it was begun and has no outcome yet. */
    default boolean inFlight() {
        return this instanceof Running || this instanceof Indeterminate;
    }
}
