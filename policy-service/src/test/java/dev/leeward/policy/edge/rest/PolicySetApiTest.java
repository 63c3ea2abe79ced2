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
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.leeward.events.policy.PolicySetPublished;
import dev.leeward.policy.World;
import dev.leeward.policy.app.PolicyCompiler;
import dev.leeward.policy.app.PolicySets;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.SetScope;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class PolicySetApiTest {
    private static final String ANN = Tokens.of("ann", "security-officer");
    private static final String BOB = Tokens.of("bob", "security-officer");
    private static final String FORBID_ALL = """
            # umlauts and order are kept: äöü
            id: keep-out
            effect: forbid
            when: "true"
            message: "'Nothing of ours moves'"
            tests:
              - name: nothing moves
                then: {effect: DENY, by: keep-out}
            """;

    @Inject
    World world;

    @Inject
    PolicySets sets;

    @Inject
    PolicyCompiler compiler;

    private final String tenant = unique("acme");
    private final String scope = "tenant:" + tenant;

    @Test
    void aDraftIsReviewedPublishedAndDecidesTheNextRequest() {
        String workload = aWorkload();
        String west = aHost();
        draft(ANN, scope, FORBID_ALL)
                .statusCode(201)
                .header("Location", containsString("/v1/policy-sets/" + scope + "/versions/1"))
                .body("version.state", equalTo("DRAFT"))
                .body("version.drafted.by", equalTo("ann"))
                .body("version.basedOn", nullValue())
                .body("policies.id", contains(tenant + ":keep-out"))
                .body("tests", equalTo(1))
                .body("failures", empty());
        ask(question(workload, west)).body("effect", equalTo("ALLOW"));
        String before = digestInForce();

        act(ANN, 1, "approve").statusCode(403).body("code", equalTo("self-review"));
        act(BOB, 1, "publish").statusCode(409).body("code", equalTo("policy-set-not-approved"));
        act(BOB, 1, "approve").statusCode(200).body("state", equalTo("APPROVED"));
        act(ANN, 1, "publish").statusCode(403).body("code", equalTo("self-review"));
        act(BOB, 1, "publish")
                .statusCode(200)
                .body("state", equalTo("PUBLISHED"))
                .body("approved.by", equalTo("bob"))
                .body("published.by", equalTo("bob"));

        ask(question(workload, west))
                .body("effect", equalTo("DENY"))
                .body("reason", containsString("(rule " + tenant + ":keep-out)"))
                .body("policySetDigest", equalTo(digestInForce()));
        assertThat(digestInForce()).isNotEqualTo(before);
        PolicySetPublished said = world.kafka()
                .awaitEvent(PolicySetPublished.class, e -> e.getScope().equals(scope));
        assertThat(said.getEnvelope().getTenant()).isEqualTo(tenant);
        assertThat(said.getDraftedBy() + said.getApprovedBy() + said.getPublishedBy())
                .isEqualTo("annbobbob");
        assertThat(said.getPreviousVersion()).isNull();
        assertThat(said.getPolicies())
                .singleElement()
                .satisfies(policy ->
                        assertThat(policy.getPolicyId() + policy.getCondition()).isEqualTo(tenant + ":keep-outtrue"));
        ask(question(workload, west))
                .body("policySets.scope", contains("provider", scope))
                .body("policySets[1].version", equalTo(1))
                .body("policySets[1].digest", equalTo(said.getDigest()));
        act(BOB, 1, "publish").statusCode(200);
        act(BOB, 1, "reject", "{\"reason\": \"late\"}")
                .statusCode(409)
                .body("code", equalTo("policy-set-version-closed"));
        as(ANN).get("/v1/policies").then().body("items.id", hasItem(tenant + ":keep-out"));
    }

    @Test
    void whatAnotherReplicaPublishesIsInForceHereWithinASecond() {
        String workload = aWorkload();
        String west = aHost();
        SetScope named = new SetScope.Tenant(new TenantId(tenant));
        sets.draft(new PolicySets.Draft(named, FORBID_ALL, false, "", null), "ann");
        sets.approve(named, 1, "bob");

        sets.publish(named, 1, "bob");

        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> ask(question(workload, west)).body("effect", equalTo("DENY")));
    }

    @Test
    void theDocumentIsKeptByteForByte() {
        draft(ANN, scope, FORBID_ALL).statusCode(201);

        byte[] kept = as(ANN).get("/v1/policy-sets/{scope}/versions/1/document", scope)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("application/yaml"))
                .extract()
                .asByteArray();

        assertThat(kept).isEqualTo(FORBID_ALL.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mistakesAreToldWithLineColumnAndHint() {
        draft(ANN, scope, FORBID_ALL.replace("\"true\"", "dest.sitte == 'west'").replace("forbid", "permit"))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("policies-broken"))
                .body("errors.field", hasItem("4:11"))
                .body("errors.message", hasItem(containsString("did you mean 'site'?")));
        draft(ANN, scope, FORBID_ALL.replace("forbid", "permit"))
                .statusCode(422)
                .body("detail", equalTo("Line 3, column 9: a tenant's policy permits nothing."))
                .body("remedy", containsString("effect: forbid"));
        given().auth()
                .oauth2(ANN)
                .contentType("application/yaml")
                .header("Idempotency-Key", UUID.randomUUID())
                .body(new byte[] {(byte) 0xff, (byte) 0xfe})
                .post("/v1/policy-sets/{scope}/versions", scope)
                .then()
                .statusCode(422)
                .body("detail", equalTo("The document is not UTF-8 text."));
        as(ANN).get("/v1/policy-sets/{scope}/versions", scope).then().body("items", empty());
    }

    @Test
    void aFailingTestIsToldAtOnceAndRefusesThePublication() {
        draft(ANN, scope, FORBID_ALL.replace("effect: DENY, by: keep-out", "effect: ALLOW"))
                .statusCode(201)
                .body("failures.test", contains("nothing moves"))
                .body("failures[0].expected", equalTo("ALLOW"))
                .body("failures[0].got", equalTo("DENY by " + tenant + ":keep-out"))
                .body("failures[0].line", equalTo(7))
                .body("failures[0].trace", hasItem(containsString(tenant + ":keep-out holds")));
        act(BOB, 1, "approve").statusCode(200);

        act(BOB, 1, "publish")
                .statusCode(422)
                .body("code", equalTo("policy-tests-failed"))
                .body("detail", containsString("nothing moves"))
                .body("errors.message", hasItem(containsString("expected ALLOW, got DENY")));
        as(BOB).get("/v1/policy-sets/{scope}/active", scope).then().statusCode(404);
    }

    @Test
    void aLostUpdateIsRefused() {
        publish(scope, 1, FORBID_ALL);
        String etag = as(ANN).get("/v1/policy-sets/{scope}/active", scope).header("ETag");
        draft(keyed(ANN).header("If-Match", etag), scope, "# first").statusCode(201);
        act(BOB, 2, "approve");
        publish(scope, 3, "# second");

        act(BOB, 2, "publish").statusCode(409).body("code", equalTo("policy-set-moved-on"));
        draft(keyed(ANN).header("If-Match", etag), scope, "# third")
                .statusCode(412)
                .body("code", equalTo("policy-set-moved-on"));
        draft(keyed(ANN).header("If-Match", "*"), scope, "# third").statusCode(400);
    }

    @Test
    void aRepeatedDraftIsOneDraft() {
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            draft(as(ANN).header("Idempotency-Key", key), scope, FORBID_ALL)
                    .statusCode(201)
                    .body("version.version", equalTo(1));
        }
        draft(as(ANN).header("Idempotency-Key", key), scope, "# other")
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        as(ANN).contentType("application/yaml")
                .body(FORBID_ALL.getBytes(StandardCharsets.UTF_8))
                .post("/v1/policy-sets/{scope}/versions", scope)
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-key-missing"));
    }

    @Test
    void theProvidersSetGoesForwardAndBack() {
        String more = compiler.shipped() + """
                ---
                id: F90-%s
                effect: forbid
                scope: {tenants: [%s]}
                when: "true"
                message: "'%s is locked'"
                """.formatted(tenant, tenant, tenant);
        String workload = aWorkload();
        String west = aHost();
        int number =
                as(ANN).get("/v1/policy-sets/provider/active").then().extract().path("version");

        publish("provider", number + 1, more);
        ask(question(workload, west)).body("reason", containsString("F90-" + tenant));
        as(ANN).get("/v1/policy-sets/provider/versions/{version}/diff?against=shipped", number + 1)
                .then()
                .statusCode(200)
                .body("added", contains("F90-" + tenant))
                .body("removed", empty())
                .body("changed", empty());
        given().auth()
                .oauth2(ANN)
                .header("Idempotency-Key", UUID.randomUUID())
                .post("/v1/policy-sets/provider/versions/{version}/actions/rollback", number)
                .then()
                .statusCode(201)
                .body("version.state", equalTo("DRAFT"))
                .body("version.rollbackOf", equalTo(number));
        act(BOB, "provider", number + 2, "approve", "").statusCode(200);
        act(BOB, "provider", number + 2, "publish", "").statusCode(200);

        ask(question(workload, west)).body("effect", equalTo("ALLOW"));
        as(ANN).get("/v1/policy-sets/provider/versions/{version}", number + 1)
                .then()
                .body("version.state", equalTo("SUPERSEDED"))
                .body("version.supersededAt", notNullValue());
    }

    @Test
    void aDifferenceIsToldFieldByField() {
        publish(scope, 1, FORBID_ALL);
        draft(
                        ANN,
                        scope,
                        FORBID_ALL
                                        .replace("effect: forbid", "version: 2\neffect: require")
                                        .replace("DENY", "PENDING_APPROVAL")
                                + "---\nid: more\neffect: forbid\nwhen: \"false\"\nmessage: \"'x'\"\n")
                .statusCode(201);

        as(ANN).get("/v1/policy-sets/{scope}/versions/2/diff", scope)
                .then()
                .statusCode(200)
                .body("against", equalTo("active"))
                .body("added", contains(tenant + ":more"))
                .body("changed.policy", contains(tenant + ":keep-out"))
                .body("changed[0].fields.field", contains("version", "effect", "tests"))
                .body("changed[0].fields[1].from", equalTo("forbid"))
                .body("changed[0].fields[1].to", equalTo("require"));
        as(ANN).get("/v1/policy-sets/{scope}/versions/1/diff?against=2", scope)
                .then()
                .body("removed", contains(tenant + ":more"));
        as(ANN).get("/v1/policy-sets/{scope}/versions/1/diff?against=77", scope)
                .then()
                .statusCode(404);
    }

    @Test
    void aTenantsOfficerSeesAndChangesOnlyTheOwnSet() {
        String officer = Tokens.token("security-officer", tenant);
        draft(officer, scope, FORBID_ALL).statusCode(201);
        publish("tenant:" + unique("globex"), 1, FORBID_ALL);

        draft(officer, "provider", compiler.shipped()).statusCode(404);
        draft(officer, "tenant:globex", FORBID_ALL).statusCode(404);
        as(officer).get("/v1/policy-sets/provider/active").then().statusCode(404);
        act(officer, "provider", 1, "publish", "").statusCode(404);
        as(officer).get("/v1/policy-sets").then().body("items", empty());
        act(officer, 1, "approve").statusCode(403).body("code", equalTo("self-review"));
        act(BOB, 1, "approve").statusCode(200);
        act(BOB, 1, "publish").statusCode(200);
        as(officer).get("/v1/policy-sets").then().body("items.scope", contains(scope));
        as(Tokens.token("tenant-operator", tenant))
                .get("/v1/policy-sets/{scope}/versions/1", scope)
                .then()
                .statusCode(200);
    }

    @Test
    void setsAndVersionsComeInPages() {
        for (int i = 1; i <= 3; i++) {
            draft(ANN, scope, FORBID_ALL).statusCode(201);
        }
        publish(scope, 4, FORBID_ALL);

        String next = as(ANN).get("/v1/policy-sets/{scope}/versions?limit=3", scope)
                .then()
                .body("items.version", contains(4, 3, 2))
                .extract()
                .path("next");
        as(ANN).get("/v1/policy-sets/{scope}/versions?limit=3&cursor={next}", scope, next)
                .then()
                .body("items.version", contains(1))
                .body("next", nullValue());
        String scopes = as(ANN).get("/v1/policy-sets?limit=1")
                .then()
                .body("items", hasSize(1))
                .body("items.scope", contains("provider"))
                .extract()
                .path("next");
        as(ANN).get("/v1/policy-sets?cursor={next}", scopes)
                .then()
                .body("items", hasSize(greaterThan(0)))
                .body("items.scope", everyItem(not(equalTo("provider"))));
        as(ANN).get("/v1/policy-sets/{scope}/versions?cursor=bm8", scope).then().statusCode(400);
    }

    @Test
    void aRejectedDraftSaysWhy() {
        draft(ANN, scope, FORBID_ALL).statusCode(201);

        act(BOB, 1, "reject", "{}").statusCode(422);
        act(BOB, 1, "reject", "{\"reason\": \"too broad\"}")
                .statusCode(200)
                .body("state", equalTo("REJECTED"))
                .body("rejected.by", equalTo("bob"))
                .body("reason", equalTo("too broad"));
        act(BOB, 1, "publish").statusCode(409).body("code", equalTo("policy-set-version-closed"));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        as(ANN).get("/v1/policy-sets/nonsense/active")
                .then()
                .statusCode(404)
                .body("code", equalTo("policy-set-not-found"));
        as(ANN).get("/v1/policy-sets/{scope}/versions/1", scope)
                .then()
                .statusCode(404)
                .body("code", equalTo("policy-set-version-not-found"));
        as(ANN).get("/v1/policy-sets/{scope}/versions/x", scope).then().statusCode(404);
        act(BOB, 1, "approve").statusCode(404);
    }

    @Test
    void aSignatureThatNobodyVouchesForIsRefused() {
        given().auth()
                .oauth2(ANN)
                .contentType("application/jose")
                .header("Idempotency-Key", UUID.randomUUID())
                .body("not.a.jws".getBytes(StandardCharsets.UTF_8))
                .post("/v1/policy-sets/{scope}/versions", scope)
                .then()
                .statusCode(422)
                .body("code", equalTo("policy-signature-invalid"))
                .body("remedy", containsString("leeward-policies+jws"));
    }

    @Test
    void workloadsOfOneAntiAffinityAreKeptApart() {
        String west = aHost();
        String east = aHost();
        String group = unique("db");
        String one = unique("db-1");
        String two = unique("db-2");
        world.workload(one, tenant, west, Map.of("anti-affinity", group));
        world.workload(two, tenant, east, Map.of("anti-affinity", group));
        world.workload(unique("db-3"), unique("globex"), west, Map.of("anti-affinity", group));

        ask(question(two, west))
                .body("effect", equalTo("DENY"))
                .body("reason", containsString("runs " + one + " already"))
                .body("determining.policy", contains("F70-anti-affinity"));
    }

    @Test
    void readinessTellsThePoliciesInForce() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'policies' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'policies' }.data.digest", equalTo(digestInForce()));
    }

    private String aHost() {
        String host = unique("west");
        world.trustedHost(host);
        return host;
    }

    private String aWorkload() {
        String workload = unique("web");
        world.workload(workload, tenant, aHost(), Map.of());
        return workload;
    }

    private static String digestInForce() {
        return as(ANN).get("/v1/policies").then().extract().path("digest");
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }

    private static RequestSpecification keyed(String token) {
        return as(token).header("Idempotency-Key", UUID.randomUUID());
    }

    private static void publish(String scope, int number, String document) {
        draft(ANN, scope, document).statusCode(201).body("version.version", equalTo(number));
        act(BOB, scope, number, "approve", "").statusCode(200);
        act(BOB, scope, number, "publish", "").statusCode(200);
    }

    private static ValidatableResponse draft(String token, String scope, String document) {
        return draft(keyed(token), scope, document);
    }

    private static ValidatableResponse draft(RequestSpecification request, String scope, String document) {
        return request.contentType("application/yaml")
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/v1/policy-sets/{scope}/versions", scope)
                .then();
    }

    private ValidatableResponse act(String token, int version, String action) {
        return act(token, scope, version, action, "");
    }

    private ValidatableResponse act(String token, int version, String action, String body) {
        return act(token, scope, version, action, body);
    }

    private static ValidatableResponse act(String token, String scope, int version, String action, String body) {
        return as(token)
                .contentType("application/json")
                .body(body)
                .post("/v1/policy-sets/{scope}/versions/{version}/actions/{action}", scope, version, action)
                .then();
    }
}
