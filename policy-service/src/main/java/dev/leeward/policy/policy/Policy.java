package dev.leeward.policy.policy;

import dev.leeward.policy.placement.PlacementCase;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import java.util.List;

/** A policy that can be evaluated. */
public record Policy(PolicyDocument document, Condition condition, Message message) {
    /** Whether a policy applies to a case. */
    @FunctionalInterface
    public interface Condition {
        /** Evaluates; what cannot be evaluated is {@link Outcome.Unclear}, never an exception. */
        Outcome test(PlacementCase c);

        /** What it read of the case to come to its outcome, each as {@code name = value}. */
        default List<String> reads(PlacementCase c) {
            return List.of();
        }
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

    /**
     * A policy that nobody can judge by, so that whatever it speaks of comes out INDETERMINATE.
     *
     * @param cause why, and what to do about it
     */
    public static Policy unreadable(PolicyRef ref, Scope scope, String cause) {
        PolicyDocument document =
                new PolicyDocument(ref, Kind.FORBID, Mode.ENFORCE, scope, cause, cause, List.of(), List.of());
        return new Policy(document, c -> new Outcome.Unclear(cause), c -> cause);
    }

    /** Its id and version. */
    public PolicyRef ref() {
        return document.ref();
    }
}
