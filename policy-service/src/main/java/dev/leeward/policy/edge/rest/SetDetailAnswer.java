package dev.leeward.policy.edge.rest;

import dev.leeward.policy.app.SetCheck.Checked;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetVersion;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A version of a policy set with what it says, and how its tests come out against what is in force now. */
@Schema(name = "PolicySetDetail")
public record SetDetailAnswer(
        SetVersionAnswer version,
        List<PolicyAnswer> policies,

        @Schema(description = "How many tests the document has")
        int tests,

        List<TestFailure> failures,
        @Schema(description = "Why it does not compile now") List<Mistake> mistakes) {
    /** A test that came out otherwise. */
    @Schema(name = "PolicyTestFailure")
    public record TestFailure(String policy, String test, int line, String expected, String got, List<String> trace) {
        static TestFailure of(PolicyTest.Failure failure) {
            PolicyTest test = failure.test();
            return new TestFailure(
                    test.policy(), test.name(), test.line(), test.expected(), failure.got(), failure.trace());
        }
    }

    /** A mistake in a document. */
    @Schema(name = "PolicyMistake")
    public record Mistake(int line, int column, String message, String hint) {
        static Mistake of(PolicyError error) {
            return new Mistake(error.line(), error.column(), error.message(), error.hint());
        }
    }

    static SetDetailAnswer of(SetVersion version, Checked checked) {
        SetVersionAnswer answer = SetVersionAnswer.of(version);
        return switch (checked) {
            case Checked.Sound(var read, var failures) ->
                new SetDetailAnswer(
                        answer,
                        read.documents().stream().map(PolicyAnswer::of).toList(),
                        read.tests().size(),
                        failures.stream().map(TestFailure::of).toList(),
                        List.of());
            case Checked.Broken(var errors) ->
                new SetDetailAnswer(
                        answer,
                        List.of(),
                        0,
                        List.of(),
                        errors.stream().map(Mistake::of).toList());
        };
    }
}
