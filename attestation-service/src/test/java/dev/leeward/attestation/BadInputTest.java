package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.leeward.events.host.EvidenceRejected;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.KnownGood;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a first user, or an attacker, gives it: each gets the right status, a code, and a remedy. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class BadInputTest extends ApiTest {

    @Inject
    MutableClock clock;

    @Test
    void a_quote_with_a_flipped_byte_is_refused_and_the_former_verdict_stays() {
        Agent agent = Agent.enrolled("host-5", "5.1");
        agent.attest().statusCode(200);
        Agent.Challenge challenge = agent.challenge();
        HostEvidence genuine = agent.evidence(challenge);
        byte[] quote = Base64.getDecoder().decode(genuine.quote());
        quote[quote.length - 1] ^= 1;

        agent.submit(challenge, withQuote(genuine, quote))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("quote-signature-invalid"))
                .body("subject", equalTo("host-5"))
                .body("remedy", not(equalTo("")));

        awaitRejection("host-5", "quote-signature-invalid");
        agent.look().body("trust.overall", equalTo("TRUSTED"));
        assertGapless("host-5");
    }

    @Test
    void a_challenge_is_good_for_one_answer() {
        Agent agent = Agent.enrolled("host-6", "5.1");
        Agent.Challenge challenge = agent.challenge();
        HostEvidence evidence = agent.evidence(challenge);
        agent.submit(challenge, evidence).statusCode(200);

        agent.submit(challenge, evidence).statusCode(409).body("code", equalTo("challenge-used"));

        awaitRejection("host-6", "challenge-used");
    }

    @Test
    void a_refused_answer_uses_the_challenge_up_as_well() {
        Agent agent = Agent.enrolled("host-7", "5.1");
        Agent.Challenge challenge = agent.challenge();
        HostEvidence evidence = agent.evidence(challenge);
        agent.submit(challenge, withQuote(evidence, new byte[40])).statusCode(422);

        agent.submit(challenge, evidence).statusCode(409).body("code", equalTo("challenge-used"));
    }

    @Test
    void a_stale_nonce_is_refused() {
        Agent agent = Agent.enrolled("host-8", "5.1");
        Agent.Challenge old = agent.challenge();
        HostEvidence overOldNonce = agent.evidence(old);
        Agent.Challenge fresh = agent.challenge();

        agent.submit(fresh, overOldNonce).statusCode(422).body("code", equalTo("nonce-mismatch"));
        clock.advance(Duration.ofSeconds(61));
        agent.submit(old, overOldNonce).statusCode(409).body("code", equalTo("challenge-expired"));

        awaitRejection("host-8", "nonce-mismatch");
        awaitRejection("host-8", "challenge-expired");
    }

    @Test
    void a_challenge_of_another_host_is_refused_and_stays_good_for_its_own() {
        Agent mine = Agent.enrolled("host-9", "5.1");
        Agent other = Agent.enrolled("host-10", "5.1");
        Agent.Challenge theirs = other.challenge();

        mine.submit(theirs, mine.evidence(theirs)).statusCode(404).body("code", equalTo("challenge-unknown"));

        other.submit(theirs, other.evidence(theirs)).statusCode(200);
    }

    @Test
    void an_unknown_host_is_answered_and_the_attempt_is_an_event() {
        Agent stranger = new Agent("nobody-1", Agent.booted("5.1"));

        stranger.enrol(Tokens.agent("nobody-1")).statusCode(404).body("code", equalTo("unknown-host"));
        stranger.submit(stranger.evidence(
                                new Agent.Challenge("x", Base64.getEncoder().encodeToString(new byte[32])))
                        .toJson("0190a5f0-0000-7000-8000-000000000000"))
                .statusCode(404)
                .body("code", equalTo("unknown-host"))
                .body("remedy", containsString("inventory"));

        EvidenceRejected rejected = awaitRejection("nobody-1", "unknown-host");
        assertThat(rejected.getEnvelope().getSource()).isEqualTo("attestation-service/strangers/all");
    }

    @Test
    void a_host_without_a_pinned_key_gets_no_challenge() {
        given().auth()
                .oauth2(Tokens.agent("host-11"))
                .post("/v1/hosts/host-11/challenges")
                .then()
                .statusCode(409)
                .body("code", equalTo("host-not-enrolled"));
    }

    @Test
    void an_agent_acts_for_its_own_host_only() {
        Agent agent = Agent.enrolled("host-12", "5.1");
        String foreign = Tokens.agent("host-13");

        agent.enrol(foreign).statusCode(403).body("code", equalTo("not-your-host"));
        given().auth()
                .oauth2(foreign)
                .post("/v1/hosts/host-12/challenges")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(foreign)
                .contentType(ContentType.JSON)
                .body(agent.evidence(agent.challenge()).toJson("0190a5f0-0000-7000-8000-000000000000"))
                .post("/v1/hosts/host-12/evidence")
                .then()
                .statusCode(403);
        given().auth().oauth2(foreign).get("/v1/hosts/host-12").then().statusCode(404);
    }

    @Test
    void what_is_no_json_or_too_much_of_it_is_refused() {
        Agent agent = Agent.enrolled("host-14", "5.1");

        agent.submit("this is not JSON").statusCode(400).body("code", equalTo("malformed-json"));
        agent.submit("{\"challengeId\":\"x\"}").statusCode(400);
        agent.submit("{}").statusCode(422).body("code", equalTo("validation-failed"));
        agent.submit("{\"quote\":\"" + "A".repeat(10 * 1024 * 1024) + "\"}").statusCode(413);
        agent.submit(
                        "{\"challengeId\":\"0190a5f0-0000-7000-8000-000000000000\",\"quote\":\"%%%\",\"signature\":\"AA==\","
                                + "\"eventLog\":\"\",\"pcrs\":{}}")
                .statusCode(400)
                .body("code", equalTo("malformed-base64"))
                .body("subject", equalTo("quote"));
    }

    @Test
    void the_wrong_role_or_no_token_gets_nothing() {
        String body = KnownGood.vmm("esxi", "9.9").toJson();
        for (String role : List.of("admin", "operator", "auditor", "agent", "enforcement-point")) {
            given().auth()
                    .oauth2(Tokens.token(role))
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post("/v1/reference-manifests")
                    .then()
                    .statusCode(403);
        }
        given().auth()
                .oauth2(Tokens.token("admin"))
                .post("/v1/hosts/host-15/challenges")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/hosts")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.token("auditor", "acme"))
                .get("/v1/hosts/host-15")
                .then()
                .statusCode(404);
        given().get("/v1/hosts").then().statusCode(401).contentType("application/problem+json");
        Tokens.refused("auditor")
                .forEach((why, token) ->
                        given().auth().oauth2(token).get("/v1/hosts").then().statusCode(401));
    }

    @Test
    void a_key_that_cannot_attest_is_not_pinned() {
        Agent agent = new Agent("host-17", Agent.booted("5.1"));
        String endorsementKey = Base64.getEncoder().encodeToString(agent.host().endorsementPublic());

        agent.beginEnrolment(
                        Tokens.agent("host-17"),
                        "{\"ekPublic\":\"%1$s\",\"akPublic\":\"%1$s\"}".formatted(endorsementKey))
                .statusCode(422)
                .body("code", equalTo("attestation-key-unusable"))
                .body("detail", containsString("objectAttributes lacks sign"));
        awaitRejection("host-17", "attestation-key-unusable");
    }

    @Test
    void a_host_cannot_hoard_challenges() {
        Agent agent = Agent.enrolled("host-22", "5.1");
        for (int i = 0; i < 8; i++) {
            agent.challenge();
        }

        given().auth()
                .oauth2(Tokens.agent("host-22"))
                .post("/v1/hosts/host-22/challenges")
                .then()
                .statusCode(429)
                .body("code", equalTo("too-many-challenges"));
    }

    @Test
    void a_fact_that_cannot_be_kept_is_refused_before_the_challenge_is_used_up() {
        Agent agent = Agent.enrolled("host-133", "5.1");
        Agent.Challenge challenge = agent.challenge();
        HostEvidence genuine = agent.evidence(challenge);
        HostEvidence unprintable = new HostEvidence(
                genuine.quote(), genuine.signature(), genuine.eventLog(), genuine.pcrs(), Map.of("bios", "2.17\0"));

        agent.submit(challenge, unprintable).statusCode(422).body("code", equalTo("validation-failed"));
        agent.submit(challenge, genuine).statusCode(200);
    }

    private static HostEvidence withQuote(HostEvidence evidence, byte[] quote) {
        return new HostEvidence(
                Base64.getEncoder().encodeToString(quote),
                evidence.signature(),
                evidence.eventLog(),
                evidence.pcrs(),
                evidence.facts());
    }
}
