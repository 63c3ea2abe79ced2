package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.emergency;
import static dev.leeward.policy.World.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.leeward.events.policy.BreakGlassClosed;
import dev.leeward.events.policy.BreakGlassUsed;
import dev.leeward.policy.MutableClock;
import dev.leeward.policy.World;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class BreakGlassApiTest {
    @Inject
    World world;

    @Inject
    MutableClock clock;

    private final String workload = unique("acme-web");
    private final String east = unique("east-1");
    private final String untrusted = unique("west-2");
    private final String ticket = unique("INC");

    @BeforeEach
    void aHostThatNobodyTrusts() {
        world.trustedHost(east);
        world.untrustedHost(untrusted);
        world.workload(workload, "acme", east, Map.of());
    }

    @AfterEach
    void theClockIsRightAgain() {
        clock.ahead(Duration.ZERO);
    }

    @Test
    void usesUnderOneTicketAreCountedAndListed() {
        breakGlass().body("effect", equalTo("ALLOW"));
        String last = breakGlass().body("effect", equalTo("ALLOW")).extract().path("decisionId");

        BreakGlassUsed used = world.kafka()
                .awaitEvent(BreakGlassUsed.class, e -> e.getDecisionId().equals(last));
        assertThat(used.getUses()).isEqualTo(2);
        assertThat(used.getValidUntil())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
        as("auditor")
                .get("/v1/break-glass?state=OPEN")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(used.getBreakGlassId()));
        as("auditor")
                .get("/v1/break-glass/" + used.getBreakGlassId())
                .then()
                .body("uses", equalTo(2))
                .body("lastDecision", equalTo(last))
                .body("ticket", equalTo(ticket))
                .body("principal", equalTo("admin@example"));
    }

    @Test
    void whatWasEndedIsBrokenNoMore() {
        String decision = breakGlass().extract().path("decisionId");
        String id = world.kafka()
                .awaitEvent(BreakGlassUsed.class, e -> e.getDecisionId().equals(decision))
                .getBreakGlassId();

        close("security-officer", id).statusCode(200).body("state", equalTo("CLOSED"));
        close("admin", id).statusCode(200).body("closedBy", equalTo("security-officer@example"));

        BreakGlassClosed closed = world.kafka().awaitEvent(BreakGlassClosed.class, e -> id.equals(e.getBreakGlassId()));
        assertThat(closed.getClosedBy()).isEqualTo("security-officer@example");
        assertThat(closed.getUses()).isEqualTo(1);
        breakGlass()
                .body("effect", equalTo("DENY"))
                .body("determining.message", hasItem(containsString("security-officer@example ended it")));
    }

    @Test
    void itEndsByItselfAndTheTicketIsSpent() {
        breakGlass().body("effect", equalTo("ALLOW"));

        clock.ahead(Duration.ofMinutes(61));

        breakGlass()
                .body("effect", equalTo("DENY"))
                .body("determining.message", hasItem(containsString("a new emergency needs a ticket of its own")));
    }

    @Test
    void whatNeededNoOverrideCountsAsNoUse() {
        String trusted = unique("west-1");
        world.trustedHost(trusted);

        ask(Tokens.token("admin"), emergency(workload, trusted, ticket))
                .body("effect", equalTo("ALLOW"))
                .body("overridden", hasSize(0));

        as("auditor").get("/v1/break-glass").then().body("items.findAll { it.ticket == '" + ticket + "' }", hasSize(0));
    }

    @Test
    void aTenantsPeopleNeitherSeeNorEndIt() {
        String decision = breakGlass().extract().path("decisionId");
        String id = world.kafka()
                .awaitEvent(BreakGlassUsed.class, e -> e.getDecisionId().equals(decision))
                .getBreakGlassId();
        String tenants = Tokens.token("security-officer", "acme");

        given().auth().oauth2(tenants).get("/v1/break-glass").then().body("items", hasSize(0));
        given().auth().oauth2(tenants).get("/v1/break-glass/" + id).then().statusCode(404);
        given().auth()
                .oauth2(tenants)
                .post("/v1/break-glass/" + id + "/actions/close")
                .then()
                .statusCode(404);
        close("operator", id).statusCode(403);
    }

    private ValidatableResponse breakGlass() {
        return ask(Tokens.token("admin"), emergency(workload, untrusted, ticket));
    }

    private static ValidatableResponse close(String role, String id) {
        return as(role).post("/v1/break-glass/" + id + "/actions/close").then();
    }

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(Tokens.token(role));
    }
}
