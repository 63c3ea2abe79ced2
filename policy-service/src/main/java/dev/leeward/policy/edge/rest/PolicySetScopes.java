package dev.leeward.policy.edge.rest;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.review.SetScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The sets that a caller may know of: the provider's people all, a tenant's people their own. */
@ApplicationScoped
class PolicySetScopes {
    private static final int MAX_DIGITS = 9;

    private final Caller caller;

    PolicySetScopes(Caller caller) {
        this.caller = caller;
    }

    /** The set that an address names. @throws ProblemException 404 where there is none for this caller */
    SetScope named(String scope) {
        return SetScope.of(scope)
                .filter(found -> caller.sees(found.owner()))
                .orElseThrow(() -> ProblemException.notFound("policy set", scope));
    }

    /** The version that an address names. @throws ProblemException 404 where it has not the form of one */
    static int version(String version) {
        return number(version).orElseThrow(() -> unknown(version));
    }

    static ProblemException unknown(String version) {
        return ProblemException.notFound("policy set version", version);
    }

    /** A number from 1, where the text is one. */
    static Optional<Integer> number(String text) {
        return text.length() <= MAX_DIGITS && text.matches("[1-9][0-9]*")
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }
}
