package dev.leeward.policy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.BreakGlass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Policy.Outcome;
import dev.leeward.policy.policy.PolicyDocument.Kind;
import dev.leeward.policy.policy.PolicyDocument.Mode;
import dev.leeward.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a tenant's set says: with it no answer is milder than the provider's policies alone give. */
class TenantSetRandomTest {
    private static final int CASES = 20_000;
    private static final List<String> HOSTS = List.of("east-1", "east-2", "west-1", "nowhere-1");
    private static final List<Outcome> OUTCOMES =
            List.of(Policies.HOLDS, Policies.HOLDS_NOT, Policies.HOLDS, Policies.HOLDS_NOT, Policies.UNCLEAR);
    private static final List<Principal> PEOPLE = List.of(
            Given.OPERATOR,
            Given.ADMIN,
            Given.principal("al", "acme", "tenant-operator"),
            Given.principal("amy", "acme", "security-officer"),
            Given.principal("gil", "globex", "tenant-operator"));

    private final long seed = Seed.choose();
    private final RandomGenerator random = Seed.random(seed);

    @Test
    void aTenantsSetNeverMakesAnAnswerMilder() {
        EnumSet<Effect> alone = EnumSet.noneOf(Effect.class);
        int stricter = 0;
        for (int i = 0; i < CASES; i++) {
            List<Policy> provider = policies("P", "*", List.of(Kind.values()));
            List<Policy> acme = policies("acme:", "acme", List.of(Kind.FORBID, Kind.REQUIRE));
            List<Policy> globex = policies("globex:", "globex", List.of(Kind.FORBID, Kind.REQUIRE));
            PlacementRequest request = request();
            Facts facts = facts();

            Decision by = decide(request, facts, provider);
            Decision together = decide(
                    request,
                    facts,
                    Stream.of(provider, acme, globex).flatMap(List::stream).toList());

            assertThat(together.effect()).as(Seed.replay(seed)).isGreaterThanOrEqualTo(by.effect());
            assertThat(together.validUntil()).isEqualTo(by.validUntil());
            assertThat(together.determining())
                    .as("one tenant's set says nothing of another's workloads")
                    .noneMatch(found -> found.policy().id().startsWith("globex:"));
            if (together.effect() == Effect.ALLOW && !together.brokeGlass()) {
                assertThat(together.obligations())
                        .as("what the provider obliges to")
                        .isEqualTo(by.obligations());
            }
            if (by.effect() == Effect.ALLOW && together.brokeGlass()) {
                assertThat(request.principal().tenant())
                        .as("only the provider's own people override anything")
                        .isNull();
            }
            alone.add(by.effect());
            stricter += together.effect() == by.effect() ? 0 : 1;
        }
        assertThat(alone).containsExactlyInAnyOrder(Effect.values());
        assertThat(stricter).isGreaterThan(CASES / 100);
    }

    private static Decision decide(PlacementRequest request, Facts facts, List<Policy> policies) {
        return new Evaluator(new PolicySet(policies), Given.TERMS).decide(request, facts);
    }

    private List<Policy> policies(String prefix, String tenant, List<Kind> kinds) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> Policies.policy(
                        prefix + i,
                        prefix.equals("P") && random.nextBoolean() ? Kind.PERMIT : pick(kinds),
                        random.nextInt(4) == 0 ? pick(List.of(Mode.values())) : Mode.ENFORCE,
                        Set.of(tenant),
                        pick(OUTCOMES)))
                .toList();
    }

    private PlacementRequest request() {
        String[] destinations = random.ints(1 + random.nextInt(2), 0, HOSTS.size())
                .mapToObj(HOSTS::get)
                .toArray(String[]::new);
        BreakGlass breakGlass = random.nextInt(4) == 0 ? new BreakGlass("storm", "INC-1") : null;
        return Given.request(Action.MIGRATE, pick(PEOPLE), "acme-web", breakGlass, destinations);
    }

    private Facts facts() {
        List<HostView> hosts = new ArrayList<>();
        for (String host : HOSTS.subList(0, 3)) {
            hosts.add(Given.host(host, random.nextInt(8) == 0 ? Given.untrusted() : Given.trusted()));
        }
        WorkloadView workload = random.nextInt(20) == 0 ? null : Given.workload("acme-web", "acme", Map.of());
        List<Facts.GrantedApproval> approvals = random.nextBoolean()
                ? List.of()
                : IntStream.range(0, 4)
                        .boxed()
                        .flatMap(i -> Stream.of("P" + i, "acme:" + i))
                        .flatMap(policy -> HOSTS.stream()
                                .map(host ->
                                        new Facts.GrantedApproval("a", new PolicyRef(policy, 1), new HostId(host))))
                        .toList();
        Duration staleness = Duration.ofSeconds(random.nextInt(20) == 0 ? 11 : 0);
        return new Facts(Given.NOW, workload, hosts, staleness, "leeward.host.trust.v1", approvals, List.of());
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
