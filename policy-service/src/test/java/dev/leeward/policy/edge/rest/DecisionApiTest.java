package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.emergency;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.Given;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class DecisionApiTest {
    @Inject
    World world;

    @Inject
    MutableClock clock;

    private final String workload = unique("acme-web");
    private final String east = unique("east-1");
    private final String trusted = unique("west-1");
    private final String untrusted = unique("west-2");

    @BeforeEach
    void theWorld() {
        world.trustedHost(east);
        world.trustedHost(trusted);
        world.untrustedHost(untrusted);
        world.workload(workload, "acme", east, Map.of());
    }

    @AfterEach
    void theClockIsRightAgain() {
        clock.ahead(Duration.ZERO);
    }

    @Test
    void aMoveToATrustedHostIsAllowedAndSaid() {
        String id = ask(question(workload, trusted))
                .statusCode(200)
                .body("effect", equalTo("ALLOW"))
                .body("determining.policy", contains("P01-provider-operators"))
                .body("obligations", hasItem("recheck-trust-before-switch-over"))
                .body("trustSnapshot[0].status", equalTo("TRUSTED"))
                .body("source", equalTo(east))
                .body("policySetDigest", matchesPattern("[0-9a-f]{64}"))
                .extract()
                .path("decisionId");

        DecisionMade said = world.kafka()
                .awaitEvent(DecisionMade.class, e -> e.getDecisionId().equals(id));
        assertThat(said.getEffect()).isEqualTo(Effect.ALLOW);
        assertThat(said.getEnvelope().getSource()).isEqualTo("policy-service/decision/" + id);
        assertThat(said.getEnvelope().getSequence()).isEqualTo(1);
        assertThat(said.getEnvelope().getTenant()).isEqualTo("acme");
        assertThat(said.getEnvelope().getActor()).isEqualTo("operator@example");
        assertThat(said.getPrincipal().getId()).isEqualTo("operator@example");
        assertThat(world.kafka().events(MigrationBlocked.class))
                .noneMatch(e -> e.getDecisionId().equals(id));
    }

    @Test
    void aMoveToAnUntrustedHostIsBlockedAndTheReasonNamesHostRuleAndCause() {
        String reason = "Host " + untrusted + " is not trusted (rule builtin-destination-trusted): " + Given.WRONG_VMM;

        String id = ask(question(workload, untrusted))
                .statusCode(200)
                .body("effect", equalTo("DENY"))
                .body("reason", equalTo(reason))
                .body("determining[0].policy", equalTo("builtin-destination-trusted"))
                .body("obligations", empty())
                .extract()
                .path("decisionId");

        MigrationBlocked blocked = world.kafka()
                .awaitEvent(MigrationBlocked.class, e -> e.getDecisionId().equals(id));
        assertThat(blocked.getReason()).isEqualTo(reason);
        assertThat(blocked.getRule()).isEqualTo("builtin-destination-trusted");
        assertThat(blocked.getEffect()).isEqualTo(Effect.DENY);
        assertThat(blocked.getMigrationId()).isNull();
        assertThat(blocked.getWorkloadId()).isEqualTo(workload);
        assertThat(blocked.getSourceHost()).isEqualTo(east);
        assertThat(blocked.getDestinationHost()).isEqualTo(untrusted);
        assertThat(blocked.getEnvelope().getSequence()).isEqualTo(2);
        assertThat(world.kafka().events(DecisionMade.class))
                .anyMatch(e -> e.getDecisionId().equals(id));
    }

    @Test
    void trustThatHasExpiredIsNotTrustEvenIfNobodySaidSo() {
        clock.ahead(Duration.ofMinutes(11));

        ask(question(workload, trusted))
                .body("effect", equalTo("DENY"))
                .body("trustSnapshot[0].status", equalTo("STALE"))
                .body("reason", allOf(containsString("Host " + trusted), containsString("expired at")));
    }

    @Test
    void aClockThatIsTwoHoursSlowTrustsNobody() {
        clock.ahead(Duration.ofHours(-2));

        ask(question(workload, trusted))
                .body("effect", equalTo("DENY"))
                .body("reason", containsString("synchronise the clocks"));
    }

    @Test
    void whatIsUnknownIsDenied() {
        ask(question(workload, "nowhere-1"))
                .body("effect", equalTo("DENY"))
                .body("determining.policy", contains("builtin-destination-known"));
        ask(question("no-such-workload", trusted))
                .body("effect", equalTo("DENY"))
                .body("determining.policy", contains("builtin-workload-known"));
        ask(question(workload, east))
                .body("effect", equalTo("DENY"))
                .body("determining.policy", contains("builtin-destination-differs"));
    }

    @Test
    void aTenantMovesItsOwnWorkloads() {
        ask(Tokens.token("tenant-operator", "acme"), question(workload, trusted))
                .body("effect", equalTo("ALLOW"))
                .body("determining.policy", contains("P02-tenant-operators"));
    }

    @Test
    void aForeignTenantLearnsNothingAboutAWorkload() {
        String token = Tokens.token("tenant-operator", "globex");

        ask(token, question(workload, trusted))
                .statusCode(200)
                .body("effect", equalTo("DENY"))
                .body("determining.policy", contains("builtin-tenant-boundary"))
                .body("workloadName", nullValue())
                .body("source", nullValue())
                .body("tenant", equalTo("globex"));
        ask(token, question("no-such-workload", trusted))
                .body("effect", equalTo("DENY"))
                .body("determining.policy", contains("builtin-tenant-boundary"))
                .body("workloadName", nullValue());
    }

    @Test
    void everyCandidateMustPass() {
        Map<String, Object> question = question(workload, trusted);
        question.remove("destination");
        question.put("candidates", List.of(trusted, untrusted));

        ask(question)
                .body("effect", equalTo("DENY"))
                .body("destinations", contains(trusted, untrusted))
                .body("trustSnapshot.status", contains("TRUSTED", "UNTRUSTED"))
                .body("reason", containsString(untrusted));
    }

    @Test
    void theSameRequestGetsTheSameDecisionAndIsSaidOnce() {
        Map<String, Object> question = question(workload, untrusted);

        String first = ask(question).extract().path("decisionId");
        ask(question).statusCode(200).body("decisionId", equalTo(first));

        world.kafka().awaitEvent(MigrationBlocked.class, e -> e.getDecisionId().equals(first));
        assertThat(world.kafka().events(DecisionMade.class).stream()
                        .filter(e -> e.getRequestId().equals(question.get("requestId"))))
                .hasSize(1);
    }

    @Test
    void theSameRequestSentManyTimesAtOnceIsDecidedOnce() throws InterruptedException {
        Map<String, Object> question = question(workload, untrusted);
        Set<String> answers = ConcurrentHashMap.newKeySet();

        try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 16; i++) {
                senders.execute(() ->
                        answers.add(ask(question).statusCode(200).extract().path("decisionId")));
            }
            senders.shutdown();
            assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(answers).hasSize(1);
        String id = answers.iterator().next();
        world.kafka().awaitEvent(MigrationBlocked.class, e -> e.getDecisionId().equals(id));
        assertThat(world.kafka().events(DecisionMade.class).stream()
                        .filter(e -> e.getRequestId().equals(question.get("requestId"))))
                .hasSize(1);
    }

    @Test
    void aRequestIdIsNotForTwoRequests() {
        Map<String, Object> question = question(workload, trusted);
        ask(question).statusCode(200);
        question.put("destination", untrusted);

        ask(question)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("request-id-reused"))
                .body("subject", equalTo(question.get("requestId")));
    }

    @Test
    void requestIdsOfOthersAreTheirOwn() {
        Map<String, Object> question = question(workload, trusted);
        String first = ask(question).extract().path("decisionId");

        ask(Tokens.token("admin"), question).statusCode(200).body("decisionId", not(equalTo(first)));
    }

    @Test
    void anEnforcementPointAsksForOthersAndNobodyElseDoes() {
        Map<String, Object> question = question(workload, trusted);
        question.put("principal", Map.of("id", "vmadmin", "roles", List.of("operator")));

        ask(Tokens.token("enforcement-point"), question)
                .statusCode(200)
                .body("effect", equalTo("ALLOW"))
                .body("principal.id", equalTo("vmadmin"));
        ask(Tokens.token("operator"), question).statusCode(403).body("code", equalTo("principal-not-yours"));
        question.put("principal", Map.of("id", "nobody", "roles", List.of()));
        question.put("requestId", unique("r"));
        ask(Tokens.token("enforcement-point"), question)
                .body("effect", equalTo("DENY"))
                .body("reason", containsString("builtin-default-deny"));
    }

    @Test
    void anEnforcementPointOfATenantAsksForThatTenantOnly() {
        Map<String, Object> question = question(workload, trusted);
        question.put("principal", Map.of("id", "vmadmin", "roles", List.of("admin")));

        ask(Tokens.token("enforcement-point", "globex"), question)
                .statusCode(403)
                .body("code", equalTo("principal-of-another-tenant"));
    }

    @Test
    void breakGlassOverridesTrustLoudly() {
        String id = ask(Tokens.token("admin"), emergency(workload, untrusted, "INC-4711"))
                .body("effect", equalTo("ALLOW"))
                .body("overridden", hasItem("builtin-destination-trusted"))
                .body("reason", containsString("INC-4711"))
                .extract()
                .path("decisionId");

        BreakGlassUsed used = world.kafka()
                .awaitEvent(BreakGlassUsed.class, e -> e.getDecisionId().equals(id));
        assertThat(used.getTicket()).isEqualTo("INC-4711");
        assertThat(used.getReason()).isEqualTo("the site is flooding");
        assertThat(used.getOverridden()).contains("builtin-destination-trusted");
        assertThat(used.getPrincipal().getId()).isEqualTo("admin@example");
    }

    @Test
    void breakGlassNeedsARoleAndAKnownHostAndWorkload() {
        ask(emergency(workload, untrusted, "INC-1")).body("effect", equalTo("DENY"));
        ask(Tokens.token("admin"), emergency("no-such-workload", trusted, "INC-1"))
                .body("effect", equalTo("DENY"));
        ask(Tokens.token("admin"), emergency(workload, "nowhere-1", "INC-1")).body("effect", equalTo("DENY"));
    }

    @Test
    void aPolicyInMonitorModeReportsAndLetsPass() {
        String pci = unique("acme-db");
        world.workload(pci, "acme", east, Map.of("pci", "true"));

        String id = ask(question(pci, trusted))
                .body("effect", equalTo("ALLOW"))
                .body("monitorHits.policy", contains("M50-pci-host-labelled"))
                .extract()
                .path("decisionId");

        DecisionMade said = world.kafka()
                .awaitEvent(DecisionMade.class, e -> e.getDecisionId().equals(id));
        assertThat(said.getMonitorHits()).singleElement().satisfies(hit -> {
            assertThat(hit.getPolicyId()).isEqualTo("M50-pci-host-labelled");
            assertThat(hit.getTrace()).contains("workload.labels['pci'] = true");
        });
    }

    @Test
    void aHostThatLeftTheInventoryTakesNothing() {
        world.kafka().send(TestEvents.hostRetired(trusted));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> ask(question(workload, trusted))
                        .body("determining.policy", contains("builtin-destination-known")));
    }

    @Test
    void decisionsAreListedByWorkloadAndEffectPageByPage() {
        String denied = ask(question(workload, untrusted)).extract().path("decisionId");
        String allowed = ask(question(workload, trusted)).extract().path("decisionId");
        String token = Tokens.token("auditor");

        String next = given().auth()
                .oauth2(token)
                .queryParam("workload", workload)
                .queryParam("limit", 1)
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .body("items.decisionId", contains(allowed))
                .extract()
                .path("next");
        given().auth()
                .oauth2(token)
                .queryParam("workload", workload)
                .queryParam("limit", 1)
                .queryParam("cursor", next)
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .body("items.decisionId", contains(denied))
                .body("next", nullValue());
        given().auth()
                .oauth2(token)
                .queryParam("workload", workload)
                .queryParam("effect", "DENY")
                .get("/v1/decisions")
                .then()
                .body("items.decisionId", contains(denied));
        given().auth()
                .oauth2(token)
                .get("/v1/decisions/" + denied)
                .then()
                .statusCode(200)
                .body("effect", equalTo("DENY"))
                .body("trustSnapshot[0].host", equalTo(untrusted));
    }

    @Test
    void tenantsReadTheirOwnDecisionsOnly() {
        String id = ask(question(workload, trusted)).extract().path("decisionId");

        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/decisions/" + id)
                .then()
                .statusCode(200);
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "globex"))
                .get("/v1/decisions/" + id)
                .then()
                .statusCode(404)
                .body("code", equalTo("decision-not-found"));
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "globex"))
                .queryParam("workload", workload)
                .get("/v1/decisions")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void thePoliciesInForceAreShownWithTheirDigest() {
        String digest = ask(question(workload, trusted)).extract().path("policySetDigest");

        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/policies")
                .then()
                .statusCode(200)
                .body("digest", equalTo(digest))
                .body("items.id", hasItem("F20-maintenance"))
                .body("items.find { it.id == 'M50-pci-host-labelled' }.mode", equalTo("monitor"));
    }
}
