package dev.leeward.migration;

import static dev.leeward.migration.Stage.as;
import static dev.leeward.migration.Stage.ask;
import static dev.leeward.migration.Stage.awaitWorkload;
import static dev.leeward.migration.Stage.tenant;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestWorld.class)
class BadInputTest {
    private final Stage stage = new Stage();

    @BeforeEach
    void everybodyIsThere() {
        awaitWorkload("twice");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void anUnknownWorkloadIsNotFound() {
        problem(
                ask(as("operator"), Map.of("workload", "nobody", "destinationHost", "west-1")),
                404,
                "workload-not-found");
    }

    @Test
    void aForeignWorkloadDoesNotExist() {
        problem(
                ask(tenant("globex"), Map.of("workload", "idle", "destinationHost", "west-1")),
                404,
                "workload-not-found");
        tenant("globex").get("/v1/workloads/idle").then().statusCode(404);
        tenant("globex").get("/v1/workloads").then().body("items.id", not(hasItem("idle")));
        tenant("globex").get("/v1/workloads").then().body("items.id", hasItem("globex-app"));
        tenant("globex").get("/v1/workloads?tenant=acme").then().statusCode(404);
    }

    @Test
    void theOwnHostIsRefused() {
        ValidatableResponse response = ask(as("operator"), Map.of("workload", "idle", "destinationHost", "east-1"));

        problem(response, 422, "same-host");
        response.body("subject", equalTo("east-1")).body("remedy", equalTo("Name another host, or none."));
    }

    @ParameterizedTest
    @CsvSource({
        "destinationHost, nowhere-1, unknown-host",
        "destinationSite, atlantis, unknown-site",
        "kind, RECOVERY, recovery-needs-a-plan"
    })
    void whatDoesNotExistIsRefused(String field, String value, String code) {
        problem(ask(as("operator"), Map.of("workload", "idle", field, value)), 422, code);
    }

    @Test
    void hostAndSiteThatContradictEachOtherAreRefused() {
        problem(
                ask(as("operator"), Map.of("workload", "idle", "destinationHost", "west-1", "destinationSite", "east")),
                422,
                "site-mismatch");
    }

    @Test
    void aKeyThatComesTwiceGivesTheSameMigrationAndASecondMigrationIsRefused() {
        String key = UUID.randomUUID().toString();
        Map<String, String> body = Map.of("workload", "twice", "destinationHost", "west-1");
        String first = with(key, body).statusCode(202).extract().path("id");
        String again = with(key, body).statusCode(202).extract().path("id");
        assertThat(again).isEqualTo(first);

        problem(with(key, Map.of("workload", "twice", "destinationHost", "west-3")), 422, "idempotency-key-reused");
        problem(ask(as("operator"), body), 409, "migration-in-progress");
        ask(as("operator"), body).body("subject", equalTo(first));
        as("operator")
                .post("/v1/migrations/" + first + "/actions/cancel")
                .then()
                .statusCode(202);
    }

    @Test
    void aKeyIsRequired() {
        problem(
                as("operator")
                        .body(Map.of("workload", "idle"))
                        .post("/v1/migrations")
                        .then(),
                400,
                "idempotency-key-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "not json", "[1]", "{\"workload\":"})
    void whatIsNotJsonIsABadRequest(String body) {
        as("operator")
                .header("Idempotency-Key", "k")
                .body(body)
                .post("/v1/migrations")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void fieldsThatAreMissingOrUnknownAreNamed() {
        as("operator")
                .header("Idempotency-Key", "k")
                .body("{}")
                .post("/v1/migrations")
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("workload"));
        as("operator")
                .header("Idempotency-Key", "k")
                .body("{\"workload\":\"idle\",\"hots\":\"west-1\"}")
                .post("/v1/migrations")
                .then()
                .statusCode(400);
        as("operator")
                .header("Idempotency-Key", "k")
                .body("{\"workload\":\"idle\",\"kind\":\"TELEPORT\"}")
                .post("/v1/migrations")
                .then()
                .statusCode(400);
    }

    @Test
    void tenMegabytesAreTooLarge() {
        as("operator")
                .header("Idempotency-Key", "k")
                .body("{\"workload\":\"" + "x".repeat(10_000_000) + "\"}")
                .post("/v1/migrations")
                .then()
                .statusCode(413);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/migrations/not-a-uuid, 404",
        "/v1/migrations/018f0000-0000-7000-8000-000000000000, 404",
        "/v1/evacuations/018f0000-0000-7000-8000-000000000000, 404",
        "/v1/migrations?state=floating, 400",
        "/v1/migrations?evacuation=x, 400",
        "/v1/migrations?limit=0, 400",
        "/v1/migrations?cursor=%25%25, 400",
        "/v1/workloads/nobody, 404"
    })
    void wrongReferencesAreAnsweredAsProblems(String path, int status) {
        as("auditor").get(path).then().statusCode(status).contentType("application/problem+json");
    }

    @Test
    void anEvacuationNamesEitherAHostOrASiteThatExists() {
        problem(evacuate(Map.of("reason", "storm")), 422, "scope-ambiguous");
        problem(evacuate(Map.of("reason", "storm", "site", "east", "host", "east-1")), 422, "scope-ambiguous");
        problem(evacuate(Map.of("reason", "storm", "site", "atlantis")), 422, "unknown-site");
        problem(evacuate(Map.of("reason", "storm", "host", "atlantis-1")), 422, "unknown-host");
    }

    @Test
    void faultsNeedATargetThatExistsAndCanHaveThem() {
        problem(inject("atlantis", "hang"), 422, "unknown-target");
        problem(inject("east-1", "dead-site"), 422, "unknown-target");
        problem(inject("east", "cut-link"), 422, "unknown-target");
        problem(inject("east", "gremlins"), 400, "invalid-fault");
    }

    @Test
    void everyOperationAsksForItsRole() {
        given().get("/v1/migrations").then().statusCode(401);
        Tokens.refused("operator")
                .values()
                .forEach(token -> given().auth()
                        .oauth2(token)
                        .get("/v1/migrations")
                        .then()
                        .statusCode(401));
        ask(as("auditor"), Map.of("workload", "idle")).statusCode(403);
        ask(as("agent"), Map.of("workload", "idle")).statusCode(403);
        as("agent").get("/v1/migrations").then().statusCode(403);
        as("agent").get("/v1/workloads").then().statusCode(403);
        tenant("acme")
                .header("Idempotency-Key", "k")
                .body(Map.of("site", "east", "reason", "spite"))
                .post("/v1/evacuations")
                .then()
                .statusCode(403);
        as("operator").get("/v1/simulator/violations").then().statusCode(403);
        as("operator")
                .body(Map.of("fault", "dead-site"))
                .put("/v1/simulator/faults/east")
                .then()
                .statusCode(403);
    }

    private static ValidatableResponse with(String key, Map<String, String> body) {
        return as("operator")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/migrations")
                .then();
    }

    private static ValidatableResponse evacuate(Map<String, String> body) {
        return as("operator")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body)
                .post("/v1/evacuations")
                .then();
    }

    private static ValidatableResponse inject(String target, String fault) {
        return as("admin")
                .body(Map.of("fault", fault))
                .put("/v1/simulator/faults/" + target)
                .then();
    }

    private static void problem(ValidatableResponse response, int status, String code) {
        response.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
