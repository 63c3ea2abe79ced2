package dev.leeward.compliance.incident;

/** One thing in the life of an incident. */
public sealed interface Happening {
    /** It happened, once more or for the first time. */
    record Fired(Signal signal) implements Happening {}

    /** Its cause went away. A person still resolves it: that the cause is gone does not say that the harm is undone. */
    record Cleared(Signal signal) implements Happening {}

    /** Somebody took notice. */
    record Acknowledged(Answer answer) implements Happening {}

    /** Somebody settled it. */
    record Resolved(Answer answer) implements Happening {}

    /** The happening that a signal is. */
    static Happening of(Signal signal) {
        return switch (signal.kind()) {
            case FIRED -> new Fired(signal);
            case CLEARED -> new Cleared(signal);
        };
    }

    /** The happening that an answer is. */
    static Happening of(Answer answer) {
        return switch (answer.kind()) {
            case ACKNOWLEDGED -> new Acknowledged(answer);
            case RESOLVED -> new Resolved(answer);
        };
    }
}
