package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static dev.leeward.policy.World.unique;
import static dev.leeward.testkit.TestEvents.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.leeward.events.policy.ApprovalGiven;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.events.policy.Effect;
import dev.leeward.events.policy.MigrationBlocked;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class ApprovalApiTest {
    @Inject
    World world;

    @Inject
    MutableClock clock;

    private final String workload = unique("acme-vault");
    private final String east = unique("east-1");
    private final String west = unique("west-1");

    @BeforeEach
    void aWorkloadUnderTheTwoPersonRule() {
        world.trustedHost(east);
        world.trustedHost(west);
        world.workload(workload, "acme", east, Map.of("two-person", "true"));
    }

    @AfterEach
    void theClockIsRightAgain() {
        clock.ahead(Duration.ZERO);
    }

    @Test
    void aSecondPersonsConsentLetsTheSameRequestThrough() {
        ValidatableResponse pending = ask(question(workload, west))
                .body("effect", equalTo("PENDING_APPROVAL"))
                .body("determining.policy", contains("R40-two-person"));
        String approval = pending.extract().path("approvals[0].id");
        String decision = pending.extract().path("decisionId");

        ApprovalRequested requested = world.kafka()
                .awaitEvent(ApprovalRequested.class, e -> e.getApprovalId().equals(approval));
        assertThat(requested.getRequestedBy()).isEqualTo("operator@example");
        assertThat(requested.getRule()).isEqualTo("R40-two-person");
        assertThat(requested.getDestinationHost()).isEqualTo(west);
        assertThat(world.kafka()
                        .awaitEvent(
                                MigrationBlocked.class, e -> e.getDecisionId().equals(decision))
                        .getEffect())
                .isEqualTo(Effect.PENDING_APPROVAL);

        answer(Tokens.token("security-officer"), approval, "approve")
                .statusCode(200)
                .body("state", equalTo("GRANTED"))
                .body("answeredBy", equalTo("security-officer@example"));

        ApprovalGiven given = world.kafka()
                .awaitEvent(ApprovalGiven.class, e -> e.getApprovalId().equals(approval));
        assertThat(given.getGranted()).isTrue();
        assertThat(given.getEnvelope().getSequence()).isEqualTo(2);
        ask(question(workload, west)).body("effect", equalTo("ALLOW"));
    }

    @Test
    void askingAgainDoesNotAskASecondPersonTwice() {
        String first = ask(question(workload, west)).extract().path("approvals[0].id");

        ask(question(workload, west)).body("approvals.id", contains(first));
    }

    @Test
    void theSameAnswerTwiceIsOneAnswerAndOneEvent() {
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");
        String officer = Tokens.token("security-officer");

        answer(officer, approval, "approve?comment=CHG-17").statusCode(200).body("comment", equalTo("CHG-17"));
        answer(officer, approval, "approve").statusCode(200).body("comment", equalTo("CHG-17"));
        answer(officer, approval, "reject").statusCode(409).body("code", equalTo("approval-already-answered"));

        ask(question(workload, west)).body("effect", equalTo("ALLOW")).body("consents", contains(approval));
        assertThat(world.kafka().events(ApprovalGiven.class).stream()
                        .filter(e -> e.getApprovalId().equals(approval)))
                .singleElement()
                .satisfies(e -> assertThat(e.getComment()).isEqualTo("CHG-17"));
    }

    @Test
    void approvalsAreFoundByStateAndWorkload() {
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");
        list("OPEN").body("items.id", contains(approval));
        list("GRANTED").body("items", hasSize(0));

        clock.ahead(Duration.ofMinutes(61));
        list("OPEN").body("items", hasSize(0));
        list("EXPIRED").body("items.id", contains(approval)).body("items[0].state", equalTo("EXPIRED"));

        clock.ahead(Duration.ZERO);
        answer(Tokens.token("admin"), approval, "approve").statusCode(200);
        list("GRANTED").body("items.id", contains(approval));
        list("LOST").statusCode(400).body("code", equalTo("unknown-state"));
    }

    private ValidatableResponse list(String state) {
        return given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/approvals?workload=" + workload + "&state=" + state)
                .then();
    }

    @Test
    void nobodyApprovesTheirOwnRequest() {
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");

        answer(Tokens.token("operator"), approval, "approve").statusCode(403).body("code", equalTo("self-approval"));
    }

    @Test
    void anAdministratorWhoAskedInAnothersNameIsNoSecondPerson() {
        Map<String, Object> question = question(workload, west);
        question.put("principal", Map.of("id", "somebody", "roles", List.of("operator")));
        String approval = ask(Tokens.token("admin"), question).extract().path("approvals[0].id");

        answer(Tokens.token("admin"), approval, "approve").statusCode(403).body("code", equalTo("self-approval"));
    }

    @Test
    void consentIsForThatPersonAndThatHost() {
        String other = unique("west-3");
        world.trustedHost(other);
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");
        answer(Tokens.token("security-officer"), approval, "approve").statusCode(200);

        ask(question(workload, other)).body("effect", equalTo("PENDING_APPROVAL"));
        ask(Tokens.of("another-operator", "operator"), question(workload, west))
                .body("effect", equalTo("PENDING_APPROVAL"));
    }

    @Test
    void aRefusalKeepsItPendingAndAnAnswerIsFinal() {
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");

        answer(Tokens.token("admin"), approval, "reject").body("state", equalTo("REJECTED"));

        assertThat(world.kafka()
                        .awaitEvent(ApprovalGiven.class, e -> e.getApprovalId().equals(approval))
                        .getGranted())
                .isFalse();
        answer(Tokens.token("admin"), approval, "approve")
                .statusCode(409)
                .body("code", equalTo("approval-already-answered"));
        ask(question(workload, west)).body("effect", equalTo("PENDING_APPROVAL"));
    }

    @Test
    void aRequestAndAConsentLapse() {
        String granted = ask(question(workload, west)).extract().path("approvals[0].id");
        answer(Tokens.token("admin"), granted, "approve").statusCode(200);
        clock.ahead(Duration.ofMinutes(61));
        world.kafka()
                .send(with(
                        TestEvents.trusted(west), "attestedUntil", Instant.now().plus(Duration.ofHours(9))));
        world.awaitHost(west, host -> host.trust().at(clock.instant()).granted());

        String approval = ask(question(workload, west))
                .body("effect", equalTo("PENDING_APPROVAL"))
                .extract()
                .path("approvals[0].id");
        clock.ahead(Duration.ofMinutes(122));

        answer(Tokens.token("admin"), approval, "approve").statusCode(409).body("code", equalTo("approval-expired"));
    }

    @Test
    void tenantsSeeTheirOwnApprovalsOnly() {
        String approval = ask(question(workload, west)).extract().path("approvals[0].id");

        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/approvals")
                .then()
                .body("items.id", hasItem(approval));
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/approvals/" + approval)
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN"));
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "initech"))
                .get("/v1/approvals/" + approval)
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "initech"))
                .get("/v1/approvals")
                .then()
                .body("items", hasSize(0));
        answer(Tokens.token("operator", "initech"), approval, "approve").statusCode(404);
    }

    private static ValidatableResponse answer(String token, String approval, String action) {
        return given().auth()
                .oauth2(token)
                .post("/v1/approvals/" + approval + "/actions/" + action)
                .then();
    }
}
