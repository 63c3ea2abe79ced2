package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.leeward.attestation.app.Rounds;
import dev.leeward.attestation.app.WaitingRoom;
import dev.leeward.attestation.host.HostId;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that follow the service: it says when hosts attest, by schedule and on demand. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class RoundsTest extends ApiTest {

    @Inject
    MutableClock clock;

    @Inject
    WaitingRoom room;

    @Inject
    Rounds rounds;

    @Inject
    MeterRegistry metrics;

    private final Polls polls = new Polls();

    @AfterEach
    void hangUp() {
        polls.close();
    }

    @Test
    void a_host_is_challenged_when_it_is_enrolled_and_again_when_its_time_comes() throws Exception {
        Agent agent = Agent.enrolled("host-40", "5.1");

        Agent.Challenge first = Polls.challenge(await("host-40", 10));
        agent.submit(first, agent.evidence(first)).statusCode(200).body("trust.overall", equalTo("TRUSTED"));

        resting(agent);
        Instant next = next("host-40");
        assertThat(next).isBetween(clock.instant(), clock.instant().plus(Duration.ofMinutes(5)));
        agent.look().body("overdue", equalTo(false));
        HttpResponse<String> nothing = await("host-40", 1);
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.headers().firstValue("Retry-After")).contains("0");
        clock.advance(Duration.ofMinutes(5));
        assertThat(await("host-40", 10).statusCode()).isEqualTo(201);
    }

    @Test
    void a_demand_wakes_the_agent_within_a_second_and_its_verdict_is_the_answer() throws Exception {
        Agent agent = Agent.enrolled("host-41", "5.1");
        resting(agent);
        CompletableFuture<HttpResponse<String>> waits = polls.wait("host-41", 30);
        awaitSeats(1);

        ValidatableResponse demanded = demand("host-41", Tokens.token("operator"))
                .statusCode(202)
                .header("Location", containsString("/v1/hosts/host-41/attestations/"))
                .body("status", equalTo("PENDING"))
                .body("demandedBy", equalTo("operator@example"))
                .body("overall", nullValue());
        String id = demanded.extract().path("attestationId");

        Agent.Challenge challenge = Polls.challenge(waits.get(1, TimeUnit.SECONDS));
        demand("host-41", Tokens.token("admin")).statusCode(202).body("attestationId", equalTo(id));
        agent.submit(challenge, agent.evidence(challenge)).statusCode(200);
        attestation("host-41", id)
                .body("status", equalTo("DONE"))
                .body("overall", equalTo("TRUSTED"))
                .body("reason", equalTo(""))
                .body("evidenceId", notNullValue());
        demand("host-41", Tokens.token("security-officer"))
                .statusCode(202)
                .body("status", equalTo("PENDING"))
                .body("attestationId", not(equalTo(id)));
    }

    @Test
    void evidence_that_was_asked_for_before_the_demand_does_not_answer_it() throws Exception {
        Agent agent = Agent.enrolled("host-42", "5.1");
        resting(agent);
        Agent.Challenge before = agent.challenge();
        clock.advance(Duration.ofMillis(5));
        String id = demand("host-42", Tokens.token("operator")).extract().path("attestationId");

        agent.submit(before, agent.evidence(before)).statusCode(200);

        attestation("host-42", id).body("status", equalTo("PENDING"));
        Agent.Challenge after = Polls.challenge(await("host-42", 10));
        agent.submit(after, agent.evidence(after)).statusCode(200);
        attestation("host-42", id).body("status", equalTo("DONE"));
    }

    @Test
    void a_demand_that_no_agent_follows_expires_and_can_be_made_again() {
        Agent agent = Agent.enrolled("host-43", "5.1");
        resting(agent);
        String id = demand("host-43", Tokens.token("operator")).extract().path("attestationId");

        clock.advance(Duration.ofMinutes(5));

        attestation("host-43", id).body("status", equalTo("EXPIRED")).body("overall", nullValue());
        assertThat(demand("host-43", Tokens.token("operator")).extract().<String>path("attestationId"))
                .isNotEqualTo(id);
    }

    @Test
    void refused_evidence_backs_off_and_the_demand_says_why() throws Exception {
        Agent agent = Agent.enrolled("host-44", "5.1");
        resting(agent);
        String id = demand("host-44", Tokens.token("operator")).extract().path("attestationId");
        Agent.Challenge challenge = Polls.challenge(await("host-44", 10));
        Agent.Challenge other = agent.challenge();

        agent.submit(challenge, agent.evidence(other)).statusCode(422).body("code", equalTo("nonce-mismatch"));

        attestation("host-44", id).body("status", equalTo("PENDING")).body("refusal", startsWith("nonce-mismatch: "));
        assertThat(Duration.between(clock.instant(), next("host-44")))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
        assertThat(await("host-44", 1).statusCode()).isEqualTo(204);
        clock.advance(Duration.ofSeconds(10));
        Agent.Challenge again = Polls.challenge(await("host-44", 10));
        agent.submit(again, agent.evidence(again)).statusCode(200);
        attestation("host-44", id).body("status", equalTo("DONE"));
    }

    @Test
    void an_unanswered_challenge_is_followed_by_another_after_it_has_ended() throws Exception {
        Agent.enrolled("host-45", "5.1");
        Agent.Challenge first = Polls.challenge(await("host-45", 10));

        clock.advance(Duration.ofSeconds(31));
        assertThat(await("host-45", 1).statusCode()).isEqualTo(204);
        clock.advance(Duration.ofSeconds(41));

        assertThat(Polls.challenge(await("host-45", 10)).id()).isNotEqualTo(first.id());
    }

    @Test
    void a_challenge_whose_replica_died_before_it_answered_is_handed_out_again() throws Exception {
        Agent agent = Agent.enrolled("host-46", "5.1");
        String lost = rounds.handOut(List.of(new HostId("host-46")))
                .challenges()
                .getFirst()
                .id()
                .toString();
        assertThat(rounds.handOut(List.of(new HostId("host-46"))).challenges()).isEmpty();

        Agent.Challenge challenge = Polls.challenge(await("host-46", 1));

        assertThat(challenge.id()).isEqualTo(lost);
        agent.submit(challenge, agent.evidence(challenge)).statusCode(200);
    }

    @Test
    void an_agent_that_goes_away_leaves_its_seat_and_does_not_lose_its_round() throws Exception {
        Agent agent = Agent.enrolled("host-47", "5.1");
        resting(agent);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.getOutputStream()
                    .write(("POST /v1/hosts/host-47/challenges/next?wait=60 HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 0\r\nAuthorization: Bearer " + Tokens.agent("host-47")
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            awaitSeats(1);
        }
        awaitSeats(0);
        demand("host-47", Tokens.token("operator")).statusCode(202);

        Agent.Challenge challenge = Polls.challenge(await("host-47", 10));

        agent.submit(challenge, agent.evidence(challenge)).statusCode(200);
    }

    @Test
    void a_host_has_one_seat_and_the_newer_call_takes_it() throws Exception {
        Agent agent = Agent.enrolled("host-48", "5.1");
        resting(agent);
        CompletableFuture<HttpResponse<String>> older = polls.wait("host-48", 60);
        awaitSeats(1);

        CompletableFuture<HttpResponse<String>> newer = polls.wait("host-48", 60);

        assertThat(older.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        demand("host-48", Tokens.token("operator"));
        assertThat(newer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    }

    @Test
    void whoever_may_not_or_cannot_wait_is_told_why() {
        Agent.enrolled("host-49", "5.1");
        String mine = Tokens.agent("host-49");

        for (String wrong : List.of("0", "-1", "61", "soon", "99999999999")) {
            next("host-49", wrong, mine)
                    .statusCode(400)
                    .body("code", equalTo("invalid-wait"))
                    .body("remedy", containsString("1 to 60"));
        }
        next("host-50", "1", Tokens.agent("host-50")).statusCode(409).body("code", equalTo("host-not-enrolled"));
        next("host-99", "1", Tokens.agent("host-99")).statusCode(404).body("code", equalTo("unknown-host"));
        next("host-49", "1", Tokens.agent("host-50")).statusCode(403).body("code", equalTo("not-your-host"));
        next("host-49", "1", Tokens.token("admin")).statusCode(403);
        given().post("/v1/hosts/host-49/challenges/next").then().statusCode(401);
    }

    @Test
    void whoever_may_not_demand_or_look_is_told_so() {
        Agent.enrolled("host-51", "5.1");
        String id = demand("host-51", Tokens.token("operator")).extract().path("attestationId");

        demand("host-51", Tokens.token("auditor")).statusCode(403);
        demand("host-51", Tokens.agent("host-51")).statusCode(403);
        demand("host-51", Tokens.token("operator", "acme")).statusCode(404).body("code", equalTo("unknown-host"));
        demand("host-99", Tokens.token("operator")).statusCode(404).body("code", equalTo("unknown-host"));
        demand("host-52", Tokens.token("operator"))
                .statusCode(409)
                .body("code", equalTo("host-not-enrolled"))
                .body("remedy", containsString("leeward-agent enrol"));
        for (String unknown : List.of("0190a5f0-0000-7000-8000-000000000000", "nonsense")) {
            look("host-51", unknown, Tokens.token("auditor"))
                    .statusCode(404)
                    .body("code", equalTo("attestation-not-found"));
        }
        look("host-52", id, Tokens.token("auditor")).statusCode(404);
        look("host-51", id, Tokens.agent("host-51")).statusCode(403);
        look("host-51", id, Tokens.token("operator", "acme")).statusCode(404);
    }

    @Test
    void hosts_that_should_have_attested_are_seen_to_be_overdue() {
        Agent agent = Agent.enrolled("host-53", "5.1");
        resting(agent);

        clock.advance(Duration.ofMinutes(8));

        agent.look().body("overdue", equalTo(true));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> metrics.get("leeward.attestation.overdue").gauge().value() >= 1);
        agent.attest().statusCode(200);
        agent.look().body("overdue", equalTo(false));
    }

    @Test
    void a_host_that_attests_by_itself_is_not_asked_before_its_time() {
        Agent agent = Agent.enrolled("host-54", "5.1");

        resting(agent);

        assertThat(rounds.handOut(List.of(new HostId("host-54"))).challenges()).isEmpty();
        new Agent("host-55", Agent.booted("5.1"))
                .look()
                .body("nextAttestation", nullValue())
                .body("overdue", equalTo(false));
    }

    /** Attests until the next time is not too near to do something before it. */
    private void resting(Agent agent) {
        agent.attest().statusCode(200);
        while (next(agent.id()).isBefore(clock.instant().plusSeconds(20))) {
            clock.advance(Duration.ofSeconds(20));
            agent.attest().statusCode(200);
        }
    }

    private Instant next(String host) {
        return Instant.parse(given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/{id}", host)
                .path("nextAttestation"));
    }

    private HttpResponse<String> await(String host, int seconds) throws Exception {
        return polls.wait(host, seconds).get(seconds + 5, TimeUnit.SECONDS);
    }

    private void awaitSeats(int count) {
        Awaitility.await().until(() -> room.waiting() == count);
    }

    private static ValidatableResponse next(String host, String wait, String token) {
        return given().auth()
                .oauth2(token)
                .queryParam("wait", wait)
                .post("/v1/hosts/{id}/challenges/next", host)
                .then();
    }

    private static ValidatableResponse demand(String host, String token) {
        return given().auth()
                .oauth2(token)
                .post("/v1/hosts/{id}/attestations", host)
                .then();
    }

    private static ValidatableResponse attestation(String host, String id) {
        return look(host, id, Tokens.token("auditor")).statusCode(200);
    }

    private static ValidatableResponse look(String host, String id, String token) {
        return given().auth()
                .oauth2(token)
                .get("/v1/hosts/{id}/attestations/{attestation}", host, id)
                .then();
    }
}
