package dev.leeward.messaging;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class RestTest {
    private static final String PROBLEM = "application/problem+json";

    @Test
    void aRequestWithoutATokenIsUnauthenticated() {
        problem(given().get("/v1/notes"), 401, "unauthenticated").header("WWW-Authenticate", "Bearer");
    }

    static Stream<String> refusedTokens() {
        return Tokens.refused("operator").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("refusedTokens")
    void aTokenThatIsNotGoodIsUnauthenticated(String fault) {
        String token = Tokens.refused("operator").get(fault);

        problem(given().auth().oauth2(token).get("/v1/notes"), 401, "unauthenticated");
    }

    @Test
    void aTokenWithoutTheRoleIsForbidden() {
        problem(given().auth().oauth2(Tokens.token("auditor")).get("/v1/notes"), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\": ", "hello", "{\"id\": \"a\",, }"})
    void whatIsNotJsonIsMalformed(String body) {
        problem(operator().body(body).post("/v1/notes"), 400, "malformed-json")
                .body("remedy", notNullValue())
                .body("detail", containsString("line"));
    }

    @Test
    void anEmptyBodyIsRefused() {
        problem(operator().post("/v1/notes"), 400, "body-missing");
        problem(operator().body("null").post("/v1/notes"), 400, "body-missing");
    }

    @Test
    void jsonOfAnotherShapeIsRefused() {
        problem(operator().body("[1, 2]").post("/v1/notes"), 400, "malformed-field");
    }

    @Test
    void anUnknownFieldIsNamed() {
        problem(
                        operator()
                                .body("{\"id\": \"a\", \"text\": \"b\", \"texd\": 1}")
                                .post("/v1/notes"),
                        400,
                        "unknown-field")
                .body("subject", equalTo("texd"));
    }

    @Test
    void aValueThatDoesNotFitIsNamed() {
        problem(
                        operator()
                                .body("{\"id\": \"a\", \"text\": \"b\", \"weight\": \"ENORMOUS\"}")
                                .post("/v1/notes"),
                        400,
                        "malformed-field")
                .body("subject", equalTo("weight"))
                .body("detail", containsString("HEAVY"));
    }

    @Test
    void fieldsThatBreakTheirConstraintsAreNamed() {
        problem(operator().body("{\"id\": \"\", \"text\": \"\"}").post("/v1/notes"), 422, "validation-failed")
                .body("errors.field", equalTo(List.of("id", "text")))
                .body("subject", equalTo("id"));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        String body = "{\"id\": \"a\", \"text\": \"" + "x".repeat(10_000_000) + "\"}";

        problem(operator().body(body).post("/v1/notes"), 413, "body-too-large");
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsIsNotReadToItsEnd() throws IOException {
        int chunk = 0x20_0000;
        String head =
                """
                POST /v1/notes HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Transfer-Encoding: chunked\r
                \r
                %x\r
                {"id": "a", "text": "%s"}\r
                """.formatted(Tokens.token("operator"), chunk, "x".repeat(chunk - "{'id': 'a', 'text': ''}".length()));

        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            // Its last chunk, an empty one, is never sent.
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void anotherMediaTypeIsRefused() {
        problem(
                given().auth()
                        .oauth2(Tokens.token("operator"))
                        .contentType("text/plain")
                        .body("hello")
                        .post("/v1/notes"),
                415,
                "unsupported-media-type");
    }

    @Test
    void anotherMethodIsRefused() {
        problem(operator().delete("/v1/notes"), 405, "method-not-allowed");
    }

    @Test
    void anUnknownAddressIsNotFound() {
        problem(operator().get("/v1/nothing"), 404, "not-found");
    }

    @Test
    void whatTheServiceRefusesKeepsItsCode() {
        problem(operator().get("/v1/notes/of/7"), 404, "note-not-found")
                .body("subject", equalTo("7"))
                .body("title", equalTo("Note not found"))
                .body("type", equalTo("https://leeward.dev/problems/note-not-found"));
    }

    @Test
    void aFaultOfOurOwnTellsNothingButTheCorrelationId() {
        problem(operator().header("X-Correlation-Id", "c-1").get("/v1/notes/broken"), 500, "internal-error")
                .body("subject", equalTo("c-1"))
                .body(not(containsString("secret inner life")))
                .body(not(containsString("dev.leeward")));
    }

    @Test
    void aDatabaseThatIsAwayIsUnavailable() {
        problem(operator().get("/v1/notes/database-down"), 503, "database-unavailable")
                .header("Retry-After", notNullValue());
    }

    @Test
    void aCorrelationIdComesBackAndGoesIntoTheEvent() {
        operator()
                .header("X-Correlation-Id", "my-correlation")
                .body("{\"id\": \"west-50\", \"text\": \"b\"}")
                .post("/v1/notes")
                .then()
                .statusCode(200)
                .header("X-Correlation-Id", "my-correlation");

        try (KafkaProbe probe = KafkaProbe.connect()) {
            TrustChanged event = (TrustChanged) new EventCodec()
                    .decode(probe.awaitRecord(Topic.HOST_TRUST, record -> "west-50".equals(record.key()))
                            .value());
            assertThat(event.getEnvelope().getCorrelationId()).isEqualTo("my-correlation");
            assertThat(event.getEnvelope().getActor()).isEqualTo("operator@example");
            assertThat(event.getEnvelope().getCausationId()).isNull();
        }
    }

    @Test
    void aCorrelationIdThatCouldForgeLogLinesIsReplaced() {
        operator()
                .header("X-Correlation-Id", "a b\tc")
                .get("/v1/notes")
                .then()
                .header("X-Correlation-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    @Test
    void pagesFollowOneAnother() {
        String next = operator()
                .queryParam("limit", 3)
                .get("/v1/notes")
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of(1, 2, 3)))
                .extract()
                .path("next");
        operator()
                .queryParam("limit", 4)
                .queryParam("cursor", next)
                .get("/v1/notes")
                .then()
                .body("items", equalTo(List.of(4, 5, 6, 7)))
                .body("next", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "cursor=%25%25"})
    void aPageThatCannotBeIsRefused(String query) {
        operator().get("/v1/notes?" + query).then().statusCode(400).contentType(PROBLEM);
    }

    @Test
    void aTenantsTokenSeesItsOwnTenantOnly() {
        who(Tokens.token("tenant-operator", "acme"), "acme", true);
        who(Tokens.token("tenant-operator", "globex"), "globex", false);
        who(Tokens.token("operator"), null, true);
    }

    @Test
    void aTenantsPersonWithoutATenantSeesNothing() {
        problem(given().auth().oauth2(Tokens.token("tenant-operator")).get("/v1/notes/who"), 403, "tenant-missing");
    }

    @Test
    void healthIsOpenAndMetricsAreNot() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'outbox-relay' }.data.degraded", equalTo(false));
        given().get("/q/metrics").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("leeward_outbox_backlog_rows"))
                .body(containsString("leeward_inbox_lag"));
    }

    private static void who(String token, @Nullable String tenant, boolean seesAcme) {
        given().auth()
                .oauth2(token)
                .get("/v1/notes/who")
                .then()
                .statusCode(200)
                .body("tenant", equalTo(tenant))
                .body("seesAcme", equalTo(seesAcme));
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(Tokens.token("operator")).contentType(ContentType.JSON);
    }

    private static ValidatableResponse problem(Response response, int status, String code) {
        return response.then()
                .statusCode(status)
                .contentType(PROBLEM)
                .body("code", equalTo(code))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", notNullValue());
    }
}
