package dev.leeward.policy.edge.rest;

import static dev.leeward.policy.World.ask;
import static dev.leeward.policy.World.question;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class BadInputTest {
    private static final String PROBLEM = "application/problem+json";

    @ParameterizedTest
    @ValueSource(strings = {"{", "not json", "[1,2", "\"text\"", "{\"requestId\": }"})
    void whatIsNotJsonIsSaidToBeSo(String body) {
        post(body).statusCode(400).contentType(PROBLEM).body("remedy", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void anEmptyBodyIsNoQuestion(String body) {
        post(body).statusCode(400).contentType(PROBLEM);
    }

    @Test
    void everyMissingFieldIsNamed() {
        post("{}").statusCode(422).body("errors.field", hasItems("requestId", "action", "workload"));
    }

    @Test
    void aFieldThatDoesNotExistIsNamed() {
        Map<String, Object> body = question("w", "h");
        body.put("destinaton", "west-1");

        ask(body).statusCode(400).contentType(PROBLEM).body("detail", containsString("destinaton"));
    }

    @Test
    void anUnknownActionIsAnsweredWithTheKnownOnes() {
        Map<String, Object> body = question("w", "h");
        body.put("action", "teleport");

        ask(body)
                .statusCode(422)
                .body("code", equalTo("unknown-action"))
                .body("remedy", containsString("migrate, recover, test, clone, power-on"));
    }

    @Test
    void aDestinationIsNamedOnceAndOnly() {
        Map<String, Object> neither = question("w", "h");
        neither.remove("destination");
        Map<String, Object> both = question("w", "h");
        both.put("candidates", List.of("a"));

        ask(neither).statusCode(422).body("code", equalTo("destination-missing"));
        ask(both).statusCode(422).body("code", equalTo("destination-missing"));
    }

    @Test
    void idsWithControlCharactersAreRefused() {
        ask(question("w\u0000", "h"))
                .statusCode(422)
                .contentType(PROBLEM)
                .body("code", equalTo("invalid-request"))
                .body("detail", containsString("workload"));
    }

    @Test
    void idsThatAreTooLongAreRefused() {
        ask(question("w".repeat(201), "h")).statusCode(422).body("errors.field", hasItems("workload"));
    }

    @Test
    void breakGlassNeedsReasonAndTicket() {
        Map<String, Object> body = question("w", "h");
        body.put("breakGlass", Map.of("reason", " ", "ticket", ""));

        ask(body).statusCode(422).body("errors.field", hasItems("breakGlass.reason", "breakGlass.ticket"));
    }

    @Test
    void tooManyCandidatesAreRefused() {
        Map<String, Object> body = question("w", "h");
        body.remove("destination");
        body.put("candidates", Collections.nCopies(101, "h"));

        ask(body).statusCode(422).body("errors.field", hasItems("candidates"));
    }

    @Test
    void tenMegabytesAreTooMuch() {
        post("{\"requestId\":\"" + "x".repeat(10_000_000) + "\"}").statusCode(413);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/decisions?limit=0,invalid-limit",
        "/v1/decisions?limit=501,invalid-limit",
        "/v1/decisions?cursor=%21%21,invalid-cursor",
        "/v1/decisions?cursor=bm90LWEtdXVpZA,invalid-cursor",
        "/v1/decisions?effect=MAYBE,unknown-effect",
        "/v1/decisions?workload=%00,invalid-workload",
        "/v1/approvals?limit=0,invalid-limit",
        "/v1/approvals?cursor=bm90LWEtdXVpZA,invalid-cursor",
    })
    void parametersThatMakeNoSenseAreNamed(String address, String code) {
        given().urlEncodingEnabled(false)
                .auth()
                .oauth2(Tokens.token("auditor"))
                .get(address)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("code", equalTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/decisions/nothing",
                "/v1/decisions/1-1-1-1-1",
                "/v1/decisions/018f0000-0000-7000-8000-000000000000",
                "/v1/approvals/nothing",
                "/v1/approvals/018f0000-0000-7000-8000-000000000000"
            })
    void whatDoesNotExistIsNotFound(String address) {
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get(address)
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("subject", notNullValue());
    }

    @Test
    void anotherMediaTypeIsRefused() {
        given().auth()
                .oauth2(Tokens.token("operator"))
                .contentType("application/xml")
                .body("<a/>")
                .post("/v1/decisions")
                .then()
                .statusCode(415);
    }

    private static ValidatableResponse post(String body) {
        return given().auth()
                .oauth2(Tokens.token("operator"))
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/decisions")
                .then();
    }
}
