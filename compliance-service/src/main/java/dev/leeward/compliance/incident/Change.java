package dev.leeward.compliance.incident;

/** A change of an incident's state that others are told of. */
public sealed interface Change {
    /** How many changes of state there were with this one, from 1. */
    long revision();

    /** It was opened by this signal. */
    record Opened(long revision, Signal cause) implements Change {}

    /** It was reopened by this signal. */
    record Reopened(long revision, Signal cause) implements Change {}

    /** A person acknowledged or resolved it. */
    record Answered(long revision, Answer answer) implements Change {}
}
