package dev.leeward.policy.edge.rest;

import dev.leeward.messaging.rest.Problem;
import dev.leeward.messaging.rest.Problem.FieldError;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.PolicySets.Outcome;
import dev.leeward.policy.app.PolicySigners;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the caller is told where a command about a policy set was not carried out. */
final class SetProblems {
    private SetProblems() {}

    /**
     * What to end the request with.
     *
     * @param version of the set, as the caller names it
     */
    static ProblemException of(Outcome outcome, SetScope scope, String version) {
        return switch (outcome) {
            case Outcome.Done(var done) ->
                throw new IllegalArgumentException(
                        "version %d was done".formatted(done.content().number()));
            case Outcome.Unknown() -> PolicySetScopes.unknown(version);
            case Outcome.Refused(var refusal) -> refused(refusal, version);
            case Outcome.Outdated(var basedOn, var active) -> movedOn(412, basedOn, active, scope);
            case Outcome.MovedOn(var basedOn, var active) -> movedOn(409, basedOn, active, scope);
            case Outcome.NeverInForce() ->
                ProblemException.refused(
                        409,
                        "policy-set-never-in-force",
                        "Version %s of policy set %s was never in force.".formatted(version, scope),
                        version,
                        "Roll back to a version that was: one in state SUPERSEDED.");
            case Outcome.Broken(var errors) -> broken(errors, scope);
            case Outcome.Failing(var failures) -> failing(failures, version);
            case Outcome.Unsigned() ->
                ProblemException.refused(
                        422,
                        "policies-unsigned",
                        "The document carries no signature, and policies have to be signed here.",
                        scope.toString(),
                        "Have a signer sign it, and draft the JWS as application/jose.");
            case Outcome.BadSignature(var reason) ->
                ProblemException.refused(
                        422,
                        "policy-signature-invalid",
                        reason,
                        scope.toString(),
                        ("Send a JWS in compact form over the document, signed with EdDSA or ES256 by a key of a signer, with"
                                        + " the headers typ (%s), scope (%s), kid and iat.")
                                .formatted(PolicySigners.TYPE, scope));
        };
    }

    private static ProblemException movedOn(
            int status, @Nullable Integer basedOn, @Nullable Integer active, SetScope scope) {
        return ProblemException.refused(
                status,
                "policy-set-moved-on",
                "The draft rests on %s, and %s is in force.".formatted(version(basedOn), version(active)),
                scope.toString(),
                "Compare with the version in force (diff), put your change into it, and draft again.");
    }

    private static String version(@Nullable Integer number) {
        return number == null ? "no version" : "version " + number;
    }

    private static ProblemException refused(Refusal refusal, String version) {
        return switch (refusal) {
            case SAME_PERSON ->
                ProblemException.refused(
                        403,
                        "self-review",
                        "Nobody approves or publishes what they drafted themselves.",
                        version,
                        "Ask a second person with role security-officer.");
            case NOT_APPROVED ->
                ProblemException.refused(
                        409,
                        "policy-set-not-approved",
                        "Nobody has approved this version yet.",
                        version,
                        "Have a second person approve it first.");
            case TOO_LATE ->
                ProblemException.refused(
                        409,
                        "policy-set-version-closed",
                        "This version is past that step.",
                        version,
                        "Read it to see its state; draft again if it must go another way.");
        };
    }

    static ProblemException broken(List<PolicyError> errors, SetScope scope) {
        PolicyError first = errors.getFirst();
        return new ProblemException(new Problem(
                "policies-broken",
                422,
                "Policies broken",
                "Line %d, column %d: %s.%s"
                        .formatted(
                                first.line(),
                                first.column(),
                                first.message(),
                                errors.size() == 1 ? "" : " %d mistakes in all.".formatted(errors.size())),
                scope.toString(),
                first.hint(),
                errors.stream()
                        .map(error -> new FieldError(
                                "%d:%d".formatted(error.line(), error.column()), error.message() + "; " + error.hint()))
                        .toList()));
    }

    private static ProblemException failing(List<PolicyTest.Failure> failures, String version) {
        PolicyTest.Failure first = failures.getFirst();
        return new ProblemException(new Problem(
                "policy-tests-failed",
                422,
                "Policy tests failed",
                "Test '%s' of policy %s (line %d): %s.%s"
                        .formatted(
                                first.test().name(),
                                first.test().policy(),
                                first.test().line(),
                                first.words(),
                                failures.size() == 1 ? "" : " %d tests fail.".formatted(failures.size())),
                version,
                "Correct the policy or the test, and draft again; errors holds what each policy came to.",
                failures.stream()
                        .map(failure -> new FieldError(
                                "%s: %s"
                                        .formatted(
                                                failure.test().policy(),
                                                failure.test().name()),
                                "line %d: %s; trace: %s"
                                        .formatted(
                                                failure.test().line(),
                                                failure.words(),
                                                String.join("; ", failure.trace()))))
                        .toList()));
    }
}
