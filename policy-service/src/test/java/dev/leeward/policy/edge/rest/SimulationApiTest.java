package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.SimulationCompleted;
import dev.leeward.events.policy.SimulationCount;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.World;
import dev.leeward.policy.app.SimulationStore;
import dev.leeward.policy.app.SimulationStore.Wish;
import dev.leeward.policy.app.Simulations;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.simulation.Simulation;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class SimulationApiTest {
    private static final String ANN = Tokens.of("ann", "security-officer");
    private static final String NO_CLONES = """
            id: no-clones
            effect: forbid
            scope: {actions: [clone]}
            when: "true"
            message: "'No clones of ' + workload.name"
            """;

    @Inject
    World world;

    @Inject
    SimulationStore store;

    @Inject
    Simulations simulations;

    @Inject
    MutableClock clock;

    private final String tenant = unique("acme");
    private final String officer = Tokens.token("security-officer", tenant);
    private final String scope = "tenant:" + tenant;

    @AfterEach
    void theClockIsRightAgain() {
        clock.ahead(Duration.ZERO);
    }

    @Test
    void keptDecisionsAreMadeAgainByACandidateAndTheDifferencesAreTold() {
        String workload = someDecisions(tenant);
        someDecisions(unique("globex"));
        draft(NO_CLONES);

        String simulation = simulated(officer, 1);

        as(officer)
                .get(simulation)
                .then()
                .statusCode(200)
                .body("state", equalTo("SUCCEEDED"))
                .body("tenant", equalTo(tenant))
                .body("total", equalTo(4))
                .body("done", equalTo(4))
                .body("changed", equalTo(3))
                .body("counts.find { it.from == 'ALLOW' && it.to == 'DENY' }.decisions", equalTo(3))
                .body("counts.find { it.from == 'ALLOW' && it.to == 'ALLOW' }.decisions", equalTo(1))
                .body("examples", hasSize(3))
                .body("examples[0].workload", equalTo(workload))
                .body("examples[0].reasonAfter", containsString("No clones of " + workload));
        String next = as(officer)
                .get(simulation + "/changes?limit=2")
                .then()
                .body("items.to", contains("DENY", "DENY"))
                .extract()
                .path("next");
        as(officer)
                .get(simulation + "/changes?limit=2&cursor=" + next)
                .then()
                .body("items", hasSize(1))
                .body("next", nullValue());
        ask(question(workload, aHost())).body("effect", equalTo("ALLOW"));
        SimulationCompleted said = said(simulation);
        assertThat(said.getEnvelope().getTenant()).isEqualTo(tenant);
        assertThat(said.getScope()).isEqualTo(scope);
        assertThat(said.getFailure()).isNull();
        assertThat(List.of(said.getTotal(), said.getReplayed(), said.getChanged()))
                .containsExactly(4L, 4L, 3L);
        assertThat(said.getCounts().getFirst()).isEqualTo(new SimulationCount(tenant, Effect.ALLOW, Effect.DENY, 3L));
        assertThat(said.getExamples())
                .hasSize(3)
                .allSatisfy(example -> assertThat(example.getReasonAfter()).contains("No clones of " + workload));
    }

    @Test
    void theProviderSeesEveryTenantsDecisionsAndATenantNotTheProvidersSimulations() {
        String other = unique("globex");
        someDecisions(tenant);
        someDecisions(other);
        draft(NO_CLONES);

        String simulation = simulated(ANN, 1);

        as(ANN).get(simulation)
                .then()
                .body("tenant", nullValue())
                .body("counts.find { it.tenant == '%s' && it.to == 'DENY' }.decisions".formatted(tenant), equalTo(3))
                .body("counts.findAll { it.tenant == '%s' && it.from != it.to }".formatted(other), empty());
        as(officer).get(simulation).then().statusCode(404);
        String id = simulation.substring(simulation.lastIndexOf('/') + 1);
        as(officer).get("/v1/simulations").then().body("items.id", not(hasItem(id)));
        as(ANN).get("/v1/simulations").then().body("items.id", hasItem(id));
        assertThat(said(simulation).getEnvelope().getTenant()).isNull();
    }

    @Test
    void aSimulationThatCannotGoOnIsToldOnceWithTheReason() {
        draft(NO_CLONES);
        Simulation taken = QuarkusTransaction.requiringNew().call(() -> {
            store.add(UUID.randomUUID(), wish(), "ann", clock.instant());
            return store.claim(clock.instant(), Duration.ofSeconds(30)).orElseThrow();
        });

        simulations.fail(taken, "the version does not compile any more");
        simulations.fail(taken, "the version does not compile any more");
        said(simulated(officer, 1));

        assertThat(world.kafka().events(SimulationCompleted.class).stream()
                        .filter(said -> said.getSimulationId().equals(taken.id().toString()))
                        .map(SimulationCompleted::getFailure))
                .containsExactly("the version does not compile any more");
    }

    @Test
    void anotherProcessGoesOnWhereOneDiedAndTheDeadOnesLateWordDoesNotCount() {
        someDecisions(tenant);
        draft(NO_CLONES);
        UUID id = UUID.randomUUID();
        Simulation taken = QuarkusTransaction.requiringNew().call(() -> {
            store.add(id, wish(), "ann", clock.instant());
            return store.claim(clock.instant(), Duration.ofSeconds(30)).orElseThrow();
        });
        assertThat(taken.id()).isEqualTo(id);
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> store.find(id).orElseThrow().done() == 0);

        clock.ahead(Duration.ofSeconds(31));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> store.find(id).orElseThrow().state() instanceof Simulation.State.Succeeded);
        assertThat(store.find(id).orElseThrow().done()).isEqualTo(4);
        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> store.record(
                                taken,
                                id,
                                1,
                                taken.tally(),
                                List.of(),
                                clock.instant().plusSeconds(30))))
                .isFalse();
    }

    @Test
    void simulationsAreForgottenWhenTheirTimeIsOver() {
        someDecisions(tenant);
        draft(NO_CLONES);
        String simulation = simulated(officer, 1);

        QuarkusTransaction.requiringNew().run(() -> store.forget(Instant.now().minus(Duration.ofDays(30))));
        as(officer).get(simulation).then().statusCode(200);
        QuarkusTransaction.requiringNew().run(() -> store.forget(Instant.now().plusSeconds(1)));

        as(officer).get(simulation).then().statusCode(404);
    }

    @Test
    void whatCannotBeSimulatedIsRefused() {
        start(ANN, scope, 1).statusCode(404).body("code", equalTo("policy-set-version-not-found"));
        start(officer, "provider", 1).statusCode(404).body("code", equalTo("policy-set-not-found"));
        as(ANN).header("Idempotency-Key", UUID.randomUUID())
                .contentType(ContentType.JSON)
                .body(Map.of("scope", "provider", "version", 1, "days", 0))
                .post("/v1/simulations")
                .then()
                .statusCode(422);
        as(ANN).get("/v1/simulations/nonsense").then().statusCode(404);
    }

    /** One migration and three clones, all allowed. */
    private String someDecisions(String owner) {
        String workload = unique("web");
        world.workload(workload, owner, aHost(), Map.of());
        String west = aHost();
        ask(question(workload, west)).body("effect", equalTo("ALLOW"));
        for (int i = 0; i < 3; i++) {
            Map<String, Object> clone = question(workload, west);
            clone.put("action", "clone");
            ask(clone).body("effect", equalTo("ALLOW"));
        }
        return workload;
    }

    private String aHost() {
        String host = unique("west");
        world.trustedHost(host);
        return host;
    }

    private void draft(String document) {
        as(officer)
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/yaml")
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/v1/policy-sets/{scope}/versions", scope)
                .then()
                .statusCode(201);
    }

    private String simulated(String token, int version) {
        String location = start(token, scope, version)
                .statusCode(202)
                .body("state", equalTo("RUNNING"))
                .extract()
                .header("Location");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> as(token).get(location).path("state").equals("SUCCEEDED"));
        return location;
    }

    /** The tenant's first draft against a day of the tenant's decisions. */
    private Wish wish() {
        return new Wish(
                new SetScope.Tenant(new TenantId(tenant)),
                1,
                new TenantId(tenant),
                clock.instant().minus(Duration.ofDays(1)));
    }

    private SimulationCompleted said(String location) {
        return world.kafka()
                .awaitEvent(SimulationCompleted.class, said -> location.endsWith("/" + said.getSimulationId()));
    }

    private static ValidatableResponse start(String token, String scope, int version) {
        return as(token)
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType(ContentType.JSON)
                .body(Map.of("scope", scope, "version", version, "days", 1))
                .post("/v1/simulations")
                .then();
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }
}
