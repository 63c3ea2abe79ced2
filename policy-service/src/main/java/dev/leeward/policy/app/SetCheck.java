package dev.leeward.policy.app;

import dev.leeward.policy.app.PolicyCompiler.Compiled;
import dev.leeward.policy.app.PolicyCompiler.Written;
import dev.leeward.policy.policy.Policy;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.policy.PolicySet;
import dev.leeward.policy.policy.PolicyTest;
import dev.leeward.policy.policy.Terms;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds a document against what is in force: it compiles, it says its versions truly, and its tests pass. */
@ApplicationScoped
public class SetCheck {
    /** What came of checking. */
    public sealed interface Checked {
        /** It can be put in force, if no test failed. */
        record Sound(Compiled.Read read, List<PolicyTest.Failure> failures) implements Checked {}

        /** It cannot be evaluated, or changes a policy under its old version. */
        record Broken(List<PolicyError> errors) implements Checked {}
    }

    private final PolicyCompiler compiler;
    private final PolicySetStore store;
    private final Terms terms;

    SetCheck(PolicyCompiler compiler, PolicySetStore store, Terms terms) {
        this.compiler = compiler;
        this.store = store;
        this.terms = terms;
    }

    /** Checks a document; a tenant's tests are played against the provider's policies and its own. */
    public Checked check(SetScope scope, String document) {
        return switch (compiler.compile(scope, document)) {
            case Compiled.Broken(var errors) -> new Checked.Broken(errors);
            case Compiled.Read read -> {
                List<PolicyError> changed = changedUnderOldVersion(scope, read);
                yield changed.isEmpty() ? new Checked.Sound(read, failures(scope, read)) : new Checked.Broken(changed);
            }
        };
    }

    /** The policies and tests of a document; none where it does not compile any more. */
    public Optional<Compiled.Read> read(SetScope scope, String document) {
        return compiler.compile(scope, document) instanceof Compiled.Read read ? Optional.of(read) : Optional.empty();
    }

    /** Decisions name a policy with its version: what a version says must not change while it is in force. */
    private List<PolicyError> changedUnderOldVersion(SetScope scope, Compiled.Read read) {
        Map<String, PolicyDocument> inForce = active(scope).stream()
                .map(Policy::document)
                .collect(Collectors.toMap(document -> document.ref().id(), Function.identity()));
        List<PolicyError> errors = new ArrayList<>();
        for (Written written : read.policies()) {
            PolicyDocument now = written.policy().document();
            PolicyDocument before = inForce.get(now.ref().id());
            if (before != null && before.ref().equals(now.ref()) && !before.equals(now)) {
                errors.add(new PolicyError(
                        scope.toString(),
                        written.line(),
                        1,
                        "policy '%s' says something else than its version %d that is in force"
                                .formatted(now.ref().id(), now.ref().version()),
                        "write version: %d".formatted(now.ref().version() + 1)));
            }
        }
        return errors;
    }

    private List<PolicyTest.Failure> failures(SetScope scope, Compiled.Read read) {
        List<Policy> policies = new ArrayList<>(read.evaluable());
        if (scope instanceof SetScope.Tenant) {
            policies.addAll(active(SetScope.provider()));
        }
        PolicySet set = new PolicySet(policies);
        return read.tests().stream()
                .flatMap(test -> test.failure(set, terms).stream())
                .toList();
    }

    private List<Policy> active(SetScope scope) {
        return store.active(scope)
                .map(SetVersion::content)
                .flatMap(content -> read(scope, content.document()))
                .map(Compiled.Read::evaluable)
                .orElse(List.of());
    }
}
