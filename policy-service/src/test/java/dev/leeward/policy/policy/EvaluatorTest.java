package dev.leeward.policy.policy;

import static dev.leeward.policy.policy.Policies.HOLDS;
import static dev.leeward.policy.policy.Policies.HOLDS_NOT;
import static dev.leeward.policy.policy.Policies.UNCLEAR;
import static dev.leeward.policy.policy.Policies.policy;
import static dev.leeward.policy.policy.PolicyDocument.Kind.FORBID;
import static dev.leeward.policy.policy.PolicyDocument.Kind.PERMIT;
import static dev.leeward.policy.policy.PolicyDocument.Kind.REQUIRE;
import static dev.leeward.policy.policy.PolicyDocument.Mode.MONITOR;
import static dev.leeward.policy.policy.PolicyDocument.Mode.OFF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.Glass;
import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.policy.Decision.Determining;
import dev.leeward.policy.policy.Decision.MissingApproval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Policy PERMITS = policy("P1", PERMIT, HOLDS);

    @Test
    void aPermittedMoveToATrustedHostIsAllowedUntilItsTrustEndsAtTheLatest() {
        Decision decision = decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), PERMITS);

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.determining())
                .containsExactly(new Determining(new PolicyRef("P1", 1), "Host west-1 meets P1 (rule P1)"));
        assertThat(decision.obligations()).containsExactly(Evaluator.RECHECK_TRUST, "log-it");
        assertThat(decision.conditions()).containsExactly("log-it");
        assertThat(decision.validUntil()).isEqualTo(Given.NOW.plus(Duration.ofMinutes(5)));
        assertThat(new Evaluator(Policies.set(PERMITS), new Terms(Duration.ofHours(1), Duration.ofSeconds(10)))
                        .decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), Given.world(Given.acmeWeb()))
                        .validUntil())
                .isEqualTo(Given.NOW.plus(Duration.ofMinutes(9)));
    }

    @Test
    void theReasonOfABlockNamesHostRuleAndCause() {
        Decision decision = decide(Given.migrate(Given.ADMIN, "acme-web", "west-2"), PERMITS);

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.reason())
                .isEqualTo("Host west-2 is not trusted (rule builtin-destination-trusted): " + Given.WRONG_VMM);
    }

    @Test
    void withoutAPermitTheAnswerIsNo() {
        assertThat(decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1")).reason())
                .contains("Host west-1", "builtin-default-deny", "olga");
        assertThat(decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), policy("P1", PERMIT, HOLDS_NOT))
                        .effect())
                .isEqualTo(Effect.DENY);
    }

    @Test
    void onePolicyThatForbidsOutweighsAllThatPermit() {
        Decision decision = decide(
                Given.migrate(Given.OPERATOR, "acme-web", "west-1"),
                PERMITS,
                policy("P2", PERMIT, HOLDS),
                policy("F1", FORBID, HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.reason()).isEqualTo("Host west-1 meets F1 (rule F1)");
    }

    @Test
    void aPolicyThatCannotBeEvaluatedMakesTheAnswerIndeterminate() {
        for (PolicyDocument.Kind kind : PolicyDocument.Kind.values()) {
            Decision decision =
                    decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), PERMITS, policy("X1", kind, UNCLEAR));

            assertThat(decision.effect()).as(kind.name()).isEqualTo(Effect.INDETERMINATE);
            assertThat(decision.reason()).contains("west-1", "X1", "label 'x' is missing");
        }
    }

    @Test
    void aCertainNoOutweighsAnUncertainOne() {
        Decision decision = decide(
                Given.migrate(Given.OPERATOR, "acme-web", "west-1"),
                PERMITS,
                policy("E1", FORBID, UNCLEAR),
                policy("F1", FORBID, HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.determining())
                .extracting(found -> found.policy().id())
                .containsExactly("F1", "E1");
    }

    @Test
    void monitorReportsAndChangesNothing() {
        Decision decision = decide(
                Given.migrate(Given.OPERATOR, "acme-web", "west-1"),
                PERMITS,
                policy("M1", FORBID, MONITOR, Set.of("*"), HOLDS),
                policy("M2", REQUIRE, MONITOR, Set.of("*"), HOLDS),
                policy("M3", FORBID, MONITOR, Set.of("*"), UNCLEAR),
                policy("M4", PERMIT, MONITOR, Set.of("*"), HOLDS),
                policy("O1", FORBID, OFF, Set.of("*"), HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.monitorHits())
                .extracting(found -> found.policy().id())
                .containsExactly("M1", "M2", "M3");
    }

    @Test
    void aPermitThatIsOnlyMonitoredDoesNotPermit() {
        Decision decision = decide(
                Given.migrate(Given.OPERATOR, "acme-web", "west-1"), policy("P1", PERMIT, MONITOR, Set.of("*"), HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
    }

    @Test
    void policiesSpeakOnlyOfTheTenantsAndActionsInTheirScope() {
        Policy forGlobex = policy("F1", FORBID, PolicyDocument.Mode.ENFORCE, Set.of("globex"), HOLDS);

        assertThat(decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), PERMITS, forGlobex)
                        .effect())
                .isEqualTo(Effect.ALLOW);
        assertThat(decide(Given.request(Action.CLONE, Given.OPERATOR, "acme-web", null, "west-1"), PERMITS, forGlobex)
                        .effect())
                .isEqualTo(Effect.DENY);
    }

    @Test
    void anUnmetRequirementWaitsForASecondPerson() {
        Policy requires = policy("R1", REQUIRE, HOLDS);
        PlacementRequest request = Given.migrate(Given.OPERATOR, "acme-web", "west-1");
        Evaluator evaluator = new Evaluator(Policies.set(PERMITS, requires), Given.TERMS);
        Facts facts = Given.world(Given.acmeWeb());

        Decision pending = evaluator.decide(request, facts);
        Decision allowed = evaluator.decide(request, approved(facts, "R1", 1, "west-1"));

        assertThat(pending.effect()).isEqualTo(Effect.PENDING_APPROVAL);
        assertThat(pending.missing())
                .containsExactly(new MissingApproval(new PolicyRef("R1", 1), new HostId("west-1")));
        assertThat(allowed.effect()).isEqualTo(Effect.ALLOW);
    }

    @Test
    void consentCountsForItsPolicyVersionAndDestinationOnly() {
        Evaluator evaluator = new Evaluator(Policies.set(PERMITS, policy("R1", REQUIRE, HOLDS)), Given.TERMS);
        PlacementRequest request = Given.migrate(Given.OPERATOR, "acme-web", "west-1");
        Facts facts = Given.world(Given.acmeWeb());

        assertThat(evaluator.decide(request, approved(facts, "R1", 2, "west-1")).effect())
                .isEqualTo(Effect.PENDING_APPROVAL);
        assertThat(evaluator.decide(request, approved(facts, "R1", 1, "east-2")).effect())
                .isEqualTo(Effect.PENDING_APPROVAL);
        assertThat(evaluator.decide(request, approved(facts, "R2", 1, "west-1")).effect())
                .isEqualTo(Effect.PENDING_APPROVAL);
    }

    @Test
    void everyCandidateMustPass() {
        Decision decision = decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1", "west-2"), PERMITS);

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.reason()).startsWith("Host west-2 is not trusted");
        assertThat(decision.trust()).extracting(found -> found.host().value()).containsExactly("west-1", "west-2");
    }

    @Test
    void aStaleViewCannotSayAndSaysSo() {
        Facts facts = new Facts(
                Given.NOW,
                Given.acmeWeb(),
                List.of(Given.host("west-1", Given.trusted())),
                Duration.ofSeconds(42),
                "leeward.host.trust.v1",
                List.of(),
                List.of());

        Decision decision = new Evaluator(Policies.set(PERMITS), Given.TERMS)
                .decide(Given.migrate(Given.OPERATOR, "acme-web", "west-1"), facts);

        assertThat(decision.effect()).isEqualTo(Effect.INDETERMINATE);
        assertThat(decision.reason()).contains("stale", "builtin-view-fresh", "leeward.host.trust.v1", "42 s", "10 s");
    }

    @Test
    void breakGlassOverridesTrustAndPoliciesAndNamesWhatItOverrode() {
        Decision decision = decide(Given.breakingGlass(Given.ADMIN, "acme-web", "west-2"), policy("F1", FORBID, HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.overridden()).containsExactly("builtin-destination-trusted", "F1", "builtin-default-deny");
        assertThat(decision.reason()).contains("ada", "INC-7", "hurricane");
        assertThat(decision.obligations()).isEmpty();
    }

    @Test
    void breakGlassUnderATicketThatIsOverIsNotHonoured() {
        PlacementRequest request = Given.breakingGlass(Given.ADMIN, "acme-web", "west-2");
        Evaluator evaluator = new Evaluator(Policies.set(PERMITS), Given.TERMS);
        Facts facts = Given.world(Given.acmeWeb());

        Decision late = evaluator.decide(request, facts.under(new Glass(Given.NOW, null)));
        Decision closed = evaluator.decide(request, facts.under(new Glass(Given.NOW.plusSeconds(60), "sue")));

        assertThat(late.effect()).isEqualTo(Effect.DENY);
        assertThat(late.determining().getLast().message()).contains("its time was over", "a ticket of its own");
        assertThat(closed.effect()).isEqualTo(Effect.DENY);
        assertThat(closed.determining().getLast().message()).contains("sue ended it");
    }

    @Test
    void aDecisionThatBrokeGlassEndsWithTheEmergency() {
        Instant end = Given.NOW.plusSeconds(60);

        Decision decision = new Evaluator(Policies.set(PERMITS), Given.TERMS)
                .decide(
                        Given.breakingGlass(Given.ADMIN, "acme-web", "west-2"),
                        Given.world(Given.acmeWeb()).under(new Glass(end, null)));

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.validUntil()).isEqualTo(end);
    }

    @Test
    void breakGlassNeedsARole() {
        Decision decision = decide(Given.breakingGlass(Given.OPERATOR, "acme-web", "west-2"), PERMITS);

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.reason()).startsWith("Host west-2 is not trusted");
        assertThat(decision.determining())
                .last()
                .satisfies(found -> assertThat(found.message()).contains("admin or security-officer"));
    }

    @Test
    void breakGlassNeverReachesWhatIsUnknownForeignOrTheSameHost() {
        Principal foreign = Given.principal("gus", "globex", "admin");

        assertThat(decide(Given.breakingGlass(Given.ADMIN, "acme-web", "nowhere-1"), PERMITS)
                        .effect())
                .isEqualTo(Effect.DENY);
        assertThat(decide(Given.breakingGlass(Given.ADMIN, "acme-web", "east-1"), PERMITS)
                        .effect())
                .isEqualTo(Effect.DENY);
        assertThat(decide(Given.breakingGlass(foreign, "acme-web", "west-1"), PERMITS)
                        .effect())
                .isEqualTo(Effect.DENY);
        assertThat(new Evaluator(Policies.set(PERMITS), Given.TERMS)
                        .decide(Given.breakingGlass(Given.ADMIN, "acme-web", "west-1"), Given.world(null))
                        .effect())
                .isEqualTo(Effect.DENY);
    }

    @Test
    void breakGlassOverAStaleViewStillNeedsAKnownWorkloadAndHost() {
        Facts stale = new Facts(
                Given.NOW,
                Given.acmeWeb(),
                List.of(Given.host("west-1", Given.trusted())),
                Duration.ofMinutes(2),
                "leeward.host.trust.v1",
                List.of(),
                List.of());
        Evaluator evaluator = new Evaluator(Policies.set(PERMITS), Given.TERMS);

        assertThat(evaluator
                        .decide(Given.breakingGlass(Given.ADMIN, "acme-web", "west-1"), stale)
                        .effect())
                .isEqualTo(Effect.ALLOW);
        assertThat(evaluator
                        .decide(Given.breakingGlass(Given.ADMIN, "acme-web", "west-9"), stale)
                        .effect())
                .isEqualTo(Effect.INDETERMINATE);
    }

    @Test
    void aTenantsPeopleNeverBreakGlass() {
        Decision decision = decide(
                Given.breakingGlass(Given.principal("amy", "acme", "security-officer"), "acme-web", "west-1"),
                PERMITS,
                policy("F", FORBID, HOLDS));

        assertThat(decision.effect()).isEqualTo(Effect.DENY);
        assertThat(decision.determining().getLast().message()).contains("Break-glass was not honoured");
    }

    @Test
    void breakGlassThatWasNotNeededIsNotUsed() {
        Decision decision = decide(Given.breakingGlass(Given.ADMIN, "acme-web", "west-1"), PERMITS);

        assertThat(decision.effect()).isEqualTo(Effect.ALLOW);
        assertThat(decision.brokeGlass()).isFalse();
        assertThat(decision.obligations()).contains(Evaluator.RECHECK_TRUST);
    }

    private static Facts approved(Facts facts, String policy, int version, String destination) {
        return new Facts(
                facts.at(),
                facts.workload(),
                facts.hosts(),
                facts.staleness(),
                facts.feed(),
                List.of(new Facts.GrantedApproval("a-1", new PolicyRef(policy, version), new HostId(destination))),
                facts.peers());
    }

    private static Decision decide(PlacementRequest request, Policy... policies) {
        return new Evaluator(Policies.set(policies), Given.TERMS).decide(request, Given.world(Given.acmeWeb()));
    }
}
