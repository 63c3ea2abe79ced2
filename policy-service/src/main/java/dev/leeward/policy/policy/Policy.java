package dev.leeward.policy.policy;

import dev.leeward.policy.placement.PlacementCase;

/** A policy that can be evaluated. */
public record Policy(PolicyDocument document, Condition condition, Message message) {
    /** Whether a policy applies to a case. */
    @FunctionalInterface
    public interface Condition {
        /** Evaluates; what cannot be evaluated is {@link Outcome.Unclear}, never an exception. */
        Outcome test(PlacementCase c);
    }

    /** What a policy says to the person who asked. */
    @FunctionalInterface
    public interface Message {
        /** The text; where it cannot be made, a text that says so. */
        String of(PlacementCase c);
    }

    /** What came out of a condition. */
    public sealed interface Outcome {
        /** It applies. */
        record Holds() implements Outcome {}

        /** It does not apply. */
        record HoldsNot() implements Outcome {}

        /** It could not be evaluated, or rests on something unknown. */
        record Unclear(String cause) implements Outcome {}
    }

    PolicyRef ref() {
        return document.ref();
    }
}
