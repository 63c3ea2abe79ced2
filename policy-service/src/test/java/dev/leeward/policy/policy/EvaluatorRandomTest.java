package dev.leeward.policy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Assurance;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.Trust;
import dev.leeward.policy.placement.TrustStatus;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Policy.Outcome;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the policies, the view and the request: what must never be allowed is not. */
class EvaluatorRandomTest {
    private static final int CASES = 5_000;
    private static final List<String> HOSTS = List.of("east-1", "east-2", "west-1", "west-2", "nowhere-1");
    private static final List<Outcome> OUTCOMES = List.of(Policies.HOLDS, Policies.HOLDS_NOT, Policies.UNCLEAR);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anErrorOrSomethingUnknownNeverAllows(long seed) {
        Random random = new Random(seed);
        Map<Effect, Integer> visited = new EnumMap<>(Effect.class);
        int brokeGlass = 0;
        for (int i = 0; i < CASES; i++) {
            List<Scripted> policies = policies(random);
            PolicySet set =
                    new PolicySet(policies.stream().map(Scripted::policy).toList());
            PlacementRequest request = request(random);
            Facts facts = facts(random);

            Decision decision = new Evaluator(set, Given.TERMS).decide(request, facts);

            assertThat(new Evaluator(set, Given.TERMS).decide(request, facts)).isEqualTo(decision);
            assertThat(decision.reason()).isNotBlank();
            visited.merge(decision.effect(), 1, Integer::sum);
            if (decision.effect() == Effect.ALLOW) {
                assertThatItIsKnownAndReachable(request, facts);
                if (decision.brokeGlass()) {
                    brokeGlass++;
                    assertThat(request.breakGlass()).isNotNull();
                    assertThat(request.principal().mayBreakGlass()).isTrue();
                } else {
                    assertThatItMayBeAllowed(request, facts, policies, decision);
                }
            } else {
                assertThat(decision.obligations()).isEmpty();
                assertThat(decision.overridden()).isEmpty();
            }
        }
        assertThat(visited).containsOnlyKeys(Effect.values());
        assertThat(brokeGlass).isPositive();
    }

    private static void assertThatItIsKnownAndReachable(PlacementRequest request, Facts facts) {
        assertThat(facts.workload()).isNotNull();
        assertThat(request.principal().reaches(facts.workload())).isTrue();
        assertThat(request.destinations()).allMatch(host -> facts.host(host).isPresent());
    }

    private static void assertThatItMayBeAllowed(
            PlacementRequest request, Facts facts, List<Scripted> policies, Decision decision) {
        assertThat(facts.staleness()).isLessThanOrEqualTo(Given.TERMS.maxStaleness());
        for (HostId destination : request.destinations()) {
            Trust trust = facts.host(destination).orElseThrow().trust();
            assertThat(trust.status()).isEqualTo(TrustStatus.TRUSTED);
            assertThat(trust.attestedUntil()).isAfter(facts.at()).isAfterOrEqualTo(decision.validUntil());
        }
        List<Scripted> enforced = policies.stream()
                .filter(policy -> policy.policy().document().mode() == Mode.ENFORCE)
                .toList();
        assertThat(enforced).noneMatch(policy -> policy.outcome() instanceof Outcome.Unclear);
        assertThat(enforced).noneMatch(policy -> policy.is(Kind.FORBID) && policy.outcome() instanceof Outcome.Holds);
        assertThat(enforced).anyMatch(policy -> policy.is(Kind.PERMIT) && policy.outcome() instanceof Outcome.Holds);
        assertThat(enforced.stream()
                        .filter(policy -> policy.is(Kind.REQUIRE) && policy.outcome() instanceof Outcome.Holds)
                        .toList())
                .allMatch(policy -> facts.approvals().stream()
                        .anyMatch(approval ->
                                approval.policy().equals(policy.policy().ref())));
    }

    /** A policy and what it always comes out with. */
    private record Scripted(Policy policy, Outcome outcome) {
        boolean is(Kind kind) {
            return policy.document().kind() == kind;
        }
    }

    private static List<Scripted> policies(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> {
                    Outcome outcome = OUTCOMES.get(random.nextInt(10) < 7 ? random.nextInt(2) : 2);
                    Kind kind = random.nextInt(2) == 0 ? Kind.PERMIT : pick(random, Kind.values());
                    Mode mode = random.nextInt(3) == 0 ? pick(random, Mode.values()) : Mode.ENFORCE;
                    return new Scripted(Policies.policy("X" + i, kind, mode, Set.of("*"), outcome), outcome);
                })
                .toList();
    }

    private static PlacementRequest request(Random random) {
        Principal by = pick(
                random,
                Given.OPERATOR,
                Given.ADMIN,
                Given.principal("al", "acme", "tenant-operator"),
                Given.principal("gil", "globex", "tenant-operator", "admin"),
                Given.principal("nan", null, "tenant-operator"));
        String[] destinations = random.ints(1 + random.nextInt(2), 0, HOSTS.size())
                .mapToObj(HOSTS::get)
                .toArray(String[]::new);
        BreakGlass breakGlass = random.nextInt(4) == 0 ? new BreakGlass("storm", "INC-1") : null;
        return Given.request(Action.MIGRATE, by, "acme-web", breakGlass, destinations);
    }

    private static Facts facts(Random random) {
        List<HostView> hosts = new ArrayList<>();
        for (String host : HOSTS.subList(0, 4)) {
            if (random.nextInt(10) > 0) {
                hosts.add(Given.host(host, trust(random)));
            }
        }
        WorkloadView workload = random.nextInt(10) == 0 ? null : Given.acmeWeb();
        Duration staleness = Duration.ofSeconds(random.nextInt(10) == 0 ? 11 : random.nextInt(11));
        List<Facts.GrantedApproval> approvals = random.nextBoolean()
                ? List.of()
                : HOSTS.stream()
                        .map(host -> new Facts.GrantedApproval(
                                "a", new PolicyRef("X" + random.nextInt(5), 1), new HostId(host)))
                        .toList();
        return new Facts(Given.NOW, workload, hosts, staleness, "leeward.host.trust.v1", approvals, List.of());
    }

    private static Trust trust(Random random) {
        TrustStatus status = random.nextInt(3) > 0 ? TrustStatus.TRUSTED : pick(random, TrustStatus.values());
        Instant attestedAt = Given.NOW.minusSeconds(random.nextInt(600));
        Instant until = random.nextInt(10) == 0 ? null : Given.NOW.plusSeconds(random.nextInt(600) - 60);
        return new Trust(status, "why", attestedAt, until, Assurance.HARDWARE_QUOTE);
    }

    @SafeVarargs
    private static <T extends @Nullable Object> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
