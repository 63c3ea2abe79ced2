package dev.leeward.policy.edge.cel;

import dev.leeward.policy.app.PolicyCompiler;
import dev.leeward.policy.edge.cel.PolicyReader.Located;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import dev.leeward.policy.policy.PolicyError;
import dev.leeward.policy.review.SetScope;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles policy documents, and says all mistakes of one at once. A tenant's policies only forbid and require, and only
 * within the tenant: as a forbid and an unmet requirement win over every permit, they can make an answer stricter and never
 * milder.
 */
@Singleton
public final class DocumentCompiler implements PolicyCompiler {
    static final int MAX_POLICIES = 500;
    static final int MAX_TESTS = 2_000;
    private static final String SHIPPED = "policies/default.yaml";

    private final PolicyReader reader = new PolicyReader(new CelCompiler());

    @Override
    public Compiled compile(SetScope scope, String document) {
        List<PolicyError> errors = new ArrayList<>();
        List<Located> found = reader.read(scope, document, errors);
        errors.addAll(repeated(scope, found));
        if (scope instanceof SetScope.Tenant(var tenant)) {
            found.forEach(located -> errors.addAll(beyond(tenant.value(), scope, located)));
        }
        if (errors.isEmpty() && found.isEmpty() && scope.equals(SetScope.provider())) {
            errors.add(new PolicyError(
                    scope.toString(), 1, 1, "there is no policy in it", "write at least one that permits something"));
        }
        if (found.size() > MAX_POLICIES) {
            errors.add(new PolicyError(
                    scope.toString(),
                    found.get(MAX_POLICIES).line(),
                    1,
                    "there are more than %d policies in it".formatted(MAX_POLICIES),
                    "say with fewer conditions what is the same for many"));
        }
        int tests = found.stream().mapToInt(located -> located.tests().size()).sum();
        if (tests > MAX_TESTS) {
            errors.add(new PolicyError(
                    scope.toString(),
                    1,
                    1,
                    "there are %d tests in it, and at most %d are played".formatted(tests, MAX_TESTS),
                    "keep the tests that tell the most"));
        }
        if (!errors.isEmpty()) {
            return new Compiled.Broken(errors.stream()
                    .sorted(Comparator.comparingInt(PolicyError::line).thenComparingInt(PolicyError::column))
                    .toList());
        }
        return new Compiled.Read(
                found.stream()
                        .map(located -> new Written(located.policy(), located.line()))
                        .toList(),
                found.stream().flatMap(located -> located.tests().stream()).toList());
    }

    @Override
    public String shipped() {
        try (InputStream in = DocumentCompiler.class.getClassLoader().getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException("the archive lacks " + SHIPPED);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<PolicyError> repeated(SetScope scope, List<Located> found) {
        Map<String, Integer> lines = new HashMap<>();
        List<PolicyError> errors = new ArrayList<>();
        for (Located located : found) {
            String id = located.policy().ref().id();
            Integer first = lines.putIfAbsent(id, located.line());
            if (first != null) {
                errors.add(new PolicyError(
                        scope.toString(),
                        located.line(),
                        1,
                        "policy '%s' is defined twice".formatted(id),
                        "it stands in line %d already; rename one".formatted(first)));
            }
        }
        return errors;
    }

    /** What a tenant may not say. */
    private static List<PolicyError> beyond(String tenant, SetScope scope, Located located) {
        List<PolicyError> errors = new ArrayList<>();
        if (located.policy().document().kind() == Kind.PERMIT) {
            errors.add(new PolicyError(
                    scope.toString(),
                    located.effect().line(),
                    located.effect().column(),
                    "a tenant's policy permits nothing",
                    "write effect: forbid or effect: require; what the provider permits is permitted already"));
        }
        Set<String> tenants = located.policy().document().scope().tenants();
        if (!tenants.equals(Set.of(tenant))) {
            errors.add(new PolicyError(
                    scope.toString(),
                    located.scope().line(),
                    located.scope().column(),
                    "a policy of tenant %s speaks of others: %s"
                            .formatted(
                                    tenant,
                                    tenants.contains(Scope.ALL) ? "everybody" : String.join(", ", sorted(tenants))),
                    "leave scope.tenants out: it is [%s]".formatted(tenant)));
        }
        return errors;
    }

    private static List<String> sorted(Set<String> tenants) {
        return tenants.stream().sorted().toList();
    }
}
