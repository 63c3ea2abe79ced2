package dev.leeward.dr.edge.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.dr.Drill;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a first user gets wrong, and what the API answers. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class ApiTest {
    @Test
    void theSameKeyIsTheSameRun() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var path = drill.path("/recovery-plans/" + plan + "/actions/test");
            var key = UUID.randomUUID().toString();

            String first = drill.operator(key)
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(202)
                    .header("Location", containsString("/plan-runs/"))
                    .header("Retry-After", notNullValue())
                    .extract()
                    .path("id");
            drill.operator(key).body("{}").post(path).then().statusCode(202).body("id", equalTo(first));
            drill.operator(key)
                    .body("{\"force\":true}")
                    .post(path)
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("idempotency-key-reused"));
            drill.as("operator").body("{}").post(path).then().statusCode(400);
            drill.operator()
                    .get(drill.path("/plan-runs"))
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1));
        }
    }

    @Test
    void aDryRunShowsStepsAndBlockersAndChangesNothing() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var path = drill.path("/recovery-plans/" + plan + "/actions/");

            drill.operator()
                    .body("{}")
                    .post(path + "failover?dryRun=true")
                    .then()
                    .statusCode(200)
                    .body("ok", equalTo(true))
                    .body("kind", equalTo("FAILOVER"))
                    .body("steps.id", hasItem("promote/" + drill.name("shop")))
                    .body("steps.find { it.workload == '" + drill.name("web") + "' }.tier", equalTo(2))
                    .body("losses[0].group", equalTo(drill.name("shop")))
                    .body("rpoMillis", equalTo(0));
            drill.operator()
                    .body("{\"kind\":\"REPROTECT\"}")
                    .post(path + "precheck")
                    .then()
                    .statusCode(200)
                    .body("ok", equalTo(false))
                    .body("blockers.code", hasItem("invalid-transition"));
            drill.operator().get(drill.path("/plan-runs")).then().body("items", empty());
            assertThat(drill.groupState(drill.name("shop")).getString("state")).isEqualTo("Protected");
        }
    }

    @Test
    void anEstimateComesFromPastRuns() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "test");
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "Succeeded");

            drill.operator()
                    .body("{}")
                    .post(drill.path("/recovery-plans/" + plan + "/actions/test?dryRun=true"))
                    .then()
                    .statusCode(200)
                    .body("rtoEstimateMillis", notNullValue())
                    .body("stepsWithoutPrecedent", equalTo(0))
                    .body("blockers.code", hasItem("cleanup-required"));
        }
    }

    @Test
    void aPlanIsChangedOnlyByThoseWhoReadIt() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var path = drill.path("/recovery-plans/" + plan);
            var body =
                    "{\"name\":\"new\",\"groups\":[\"%s\"],\"tiers\":[{\"priority\":1,\"workloads\":[\"%s\",\"%s\"]}]}"
                            .formatted(drill.name("shop"), drill.name("web"), drill.name("db"));
            var tag =
                    drill.operator().get(path).then().statusCode(200).extract().header("ETag");
            assertThat(tag).isEqualTo("\"1\"");

            drill.operator().body(body).put(path).then().statusCode(428).body("code", equalTo("if-match-required"));
            drill.operator()
                    .header("If-Match", tag)
                    .body(body)
                    .put(path)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"2\"")
                    .body("version", equalTo(2));
            drill.operator()
                    .header("If-Match", tag)
                    .body(body)
                    .put(path)
                    .then()
                    .statusCode(412)
                    .body("code", equalTo("stale-version"))
                    .body("subject", equalTo(plan))
                    .body("remedy", containsString("ETag"));
        }
    }

    @Test
    void aWrongPlanIsAnsweredWithPathAndRemedy() {
        try (var drill = Drill.begin()) {
            var group = drill.group("shop", "SYNCHRONOUS", 5, "web", "db");
            var web = drill.name("web");
            var db = drill.name("db");
            var wrong = Map.of(
                    "cycle",
                    "{\"name\":\"p\",\"groups\":[\"%1$s\"],\"tiers\":[{\"priority\":1,\"workloads\":[\"%2$s\",\"%3$s\"]}],\"dependencies\":{\"%2$s\":[\"%3$s\"],\"%3$s\":[\"%2$s\"]}}",
                    "empty-tier",
                    "{\"name\":\"p\",\"groups\":[\"%1$s\"],\"tiers\":[{\"priority\":1,\"workloads\":[\"%2$s\",\"%3$s\"]},{\"priority\":2,\"workloads\":[]}]}",
                    "missing-workload",
                    "{\"name\":\"p\",\"groups\":[\"%1$s\"],\"tiers\":[{\"priority\":1,\"workloads\":[\"%2$s\"]}]}",
                    "unknown-group",
                    "{\"name\":\"p\",\"groups\":[\"nobody\",\"%1$s\"],\"tiers\":[{\"priority\":1,\"workloads\":[\"%2$s\",\"%3$s\"]}]}",
                    "no-groups",
                    "{}");
            wrong.forEach((code, text) -> drill.operator()
                    .body(text.formatted(group, web, db))
                    .post(drill.path("/recovery-plans"))
                    .then()
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("errors.message", hasItem(containsString(code)))
                    .body("subject", notNullValue())
                    .body("remedy", notNullValue()));
            drill.operator()
                    .body("{\"name\": oops}")
                    .post(drill.path("/recovery-plans"))
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("malformed-json"))
                    .body("detail", containsString("line 1"));
            drill.yaml()
                    .body("name: shop\ntears:\n  - priority: 1\n")
                    .post(drill.path("/recovery-plans"))
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("malformed-yaml"))
                    .body("subject", equalTo("tears"))
                    .body("detail", containsString("There is no field 'tears'"));
        }
    }

    @Test
    void aForeignTenantDoesNotExist() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "test");
            var foreign = Tokens.token("tenant-operator", "somebody-else");

            for (var path : List.of(
                    "/protection-groups",
                    "/protection-groups/" + drill.name("shop"),
                    "/recovery-plans",
                    "/recovery-plans/" + plan,
                    "/plan-runs",
                    "/plan-runs/" + run,
                    "/plan-runs/" + run + "/steps",
                    "/plan-runs/" + run + "/report",
                    "/plan-runs/" + run + "/events",
                    "/quotas")) {
                given().auth().oauth2(foreign).get(drill.path(path)).then().statusCode(404);
                given().auth()
                        .oauth2(foreign)
                        .get("/v1/tenants/somebody-else" + path)
                        .then()
                        .body(not(containsString(drill.name("web"))));
            }
            for (var action : List.of("pause", "cancel", "cleanup")) {
                given().auth()
                        .oauth2(foreign)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .post("/v1/tenants/somebody-else/plan-runs/" + run + "/actions/" + action)
                        .then()
                        .statusCode(404);
            }
            given().get(drill.path("/plan-runs")).then().statusCode(401);
            given().auth()
                    .oauth2(Tokens.token("auditor"))
                    .get(drill.path("/plan-runs"))
                    .then()
                    .statusCode(200);
            given().auth()
                    .oauth2(Tokens.token("auditor"))
                    .header("Idempotency-Key", "k")
                    .post(drill.path("/plan-runs/" + run + "/actions/pause"))
                    .then()
                    .statusCode(403);
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "Succeeded");
        }
    }

    @Test
    void aGroupIsMadeOfOwnWorkloadsThatNoOtherGroupHas() {
        try (var drill = Drill.begin();
                var other = Drill.begin()) {
            drill.group("shop", "SYNCHRONOUS", 5, "web");
            other.group("theirs", "SYNCHRONOUS", 5, "secret");
            drill.probe().send(TestEvents.placementChanged(drill.name("free"), drill.tenant(), drill.from() + "-1", 1));
            var body =
                    "{\"name\":\"g\",\"workloads\":[\"%s\"],\"fromSite\":\"%s\",\"toSite\":\"%s\",\"rpoSeconds\":5,\"replication\":\"SYNCHRONOUS\"}";

            drill.operator()
                    .body(body.formatted(other.name("secret"), drill.from(), drill.to()))
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown-workload"));
            drill.operator()
                    .body(body.formatted(drill.name("web"), drill.from(), drill.to()))
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("workload-protected"));
            drill.operator()
                    .body(body.formatted(drill.name("web"), drill.from(), "atlantis"))
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown-site"))
                    .body("subject", equalTo("atlantis"));
            drill.operator()
                    .body(body.formatted(drill.name("web"), drill.from(), drill.from()))
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("same-site"));
            drill.operator()
                    .body("{}")
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(422);
            drill.operator()
                    .body("{nope")
                    .post(drill.path("/protection-groups"))
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("malformed-json"));
        }
    }

    @Test
    void aTenantThatIsAtItsQuotaWaits() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var books = drill.group("books", "SYNCHRONOUS", 5, "ledger");
            var second = drill.plan("second", List.of(books), Drill.tier("ledger"));
            drill.as("admin")
                    .body("{\"concurrentRuns\":1}")
                    .put(drill.path("/quotas"))
                    .then()
                    .statusCode(200);
            var run = drill.start(plan, "test");

            drill.act(second, "test", "{}")
                    .then()
                    .statusCode(429)
                    .body("code", equalTo("quota-exceeded"))
                    .body("detail", containsString("1 of 1"));
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "Succeeded");
            drill.act(second, "test", "{}").then().statusCode(202);
        }
    }

    @Test
    void theHistoryOfARunCanBeWatched() {
        try (var drill = Drill.begin()) {
            var plan = drill.webAndDb();
            var run = drill.start(plan, "test");
            drill.carryOut(run, "db", "web");
            drill.awaitRun(run, "Succeeded");

            var stream = drill.operator()
                    .accept("text/event-stream")
                    .get(drill.path("/plan-runs/" + run + "/events"))
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(stream.lines().filter(line -> line.startsWith("event:")).toList())
                    .first()
                    .asString()
                    .contains("RunStarted");
            assertThat(stream).contains("RunCompleted").contains("\"state\": \"Succeeded\"");
            var rest = drill.operator()
                    .accept("text/event-stream")
                    .header("Last-Event-ID", "9")
                    .get(drill.path("/plan-runs/" + run + "/events"))
                    .asString();
            assertThat(rest).doesNotContain("RunStarted").contains("RunCompleted");
        }
    }

    @Test
    void aGroupInUseIsNotDeletedAndAnIdleOneIs() {
        try (var drill = Drill.begin()) {
            var group = drill.group("books", "SYNCHRONOUS", 5, "ledger");
            var plan = drill.plan("plan", List.of(group), Drill.tier("ledger"));
            var path = drill.path("/protection-groups/" + group);

            drill.operator().delete(path).then().statusCode(409).body("code", equalTo("group-in-use"));
            drill.operator()
                    .delete(drill.path("/recovery-plans/" + plan))
                    .then()
                    .statusCode(204);
            drill.operator().delete(path).then().statusCode(204);
            drill.operator().get(path).then().statusCode(404).body("code", equalTo("protection-group-not-found"));
        }
    }
}
