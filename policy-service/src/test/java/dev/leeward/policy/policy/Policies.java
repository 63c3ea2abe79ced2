package dev.leeward.policy.policy;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.policy.Policy.Outcome;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Policies with a given outcome. */
final class Policies {
    static final Outcome HOLDS = new Outcome.Holds();
    static final Outcome HOLDS_NOT = new Outcome.HoldsNot();
    static final Outcome UNCLEAR = new Outcome.Unclear("label 'x' is missing");

    private Policies() {}

    static Policy policy(String id, Kind kind, Outcome outcome) {
        return policy(id, kind, Mode.ENFORCE, Set.of("*"), outcome);
    }

    static Policy policy(String id, Kind kind, Mode mode, Set<String> tenants, Outcome outcome) {
        PolicyDocument document = new PolicyDocument(
                new PolicyRef(id, 1),
                kind,
                mode,
                new Scope(tenants, EnumSet.of(Action.MIGRATE)),
                "true",
                "'text of " + id + "'",
                List.of(),
                kind == Kind.PERMIT ? List.of("log-it") : List.of());
        return new Policy(document, c -> outcome, c -> "Host %s meets %s".formatted(c.destination(), id));
    }

    static PolicySet set(Policy... policies) {
        return new PolicySet(List.of(policies));
    }
}
