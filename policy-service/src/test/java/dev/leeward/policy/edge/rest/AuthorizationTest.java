package dev.leeward.policy.edge.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Role × endpoint × token: who may what. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
class AuthorizationTest {
    private static final String SOME_ID = "018f0000-0000-7000-8000-000000000000";
    private static final List<String> ROLES = List.of(
            "admin",
            "operator",
            "security-officer",
            "auditor",
            "tenant-operator",
            "enforcement-point",
            "agent",
            "other");
    private static final Set<String> READERS =
            Set.of("admin", "operator", "security-officer", "auditor", "tenant-operator");
    private static final Set<String> APPROVERS = Set.of("admin", "operator", "security-officer");

    private static final Set<String> PROVIDERS_READERS = Set.of("admin", "operator", "security-officer", "auditor");
    private static final Set<String> OFFICERS = Set.of("security-officer");
    private static final Set<String> TAKES_OBJECT =
            Set.of("POST /v1/decisions", "POST /v1/simulations", "POST /v1/migration-ca/certificates");
    private static final String VERSIONS = "/v1/policy-sets/{scope}/versions";

    /** Every operation of the API with the roles that may. */
    private static final Map<String, Set<String>> MATRIX = Map.ofEntries(
            Map.entry(
                    "POST /v1/decisions",
                    Set.of("admin", "operator", "security-officer", "tenant-operator", "enforcement-point")),
            Map.entry("GET /v1/decisions", READERS),
            Map.entry(
                    "GET /v1/decisions/{id}",
                    Set.of("admin", "operator", "security-officer", "auditor", "tenant-operator", "enforcement-point")),
            Map.entry("GET /v1/policies", READERS),
            Map.entry("GET /v1/policy-sets", READERS),
            Map.entry("GET /v1/policy-sets/{scope}/active", READERS),
            Map.entry("GET " + VERSIONS, READERS),
            Map.entry("POST " + VERSIONS, OFFICERS),
            Map.entry("GET " + VERSIONS + "/{version}", READERS),
            Map.entry("GET " + VERSIONS + "/{version}/document", READERS),
            Map.entry("GET " + VERSIONS + "/{version}/diff", READERS),
            Map.entry("POST " + VERSIONS + "/{version}/actions/approve", OFFICERS),
            Map.entry("POST " + VERSIONS + "/{version}/actions/publish", OFFICERS),
            Map.entry("POST " + VERSIONS + "/{version}/actions/reject", OFFICERS),
            Map.entry("POST " + VERSIONS + "/{version}/actions/rollback", OFFICERS),
            Map.entry("POST /v1/simulations", OFFICERS),
            Map.entry("GET /v1/simulations", PROVIDERS_READERS),
            Map.entry("GET /v1/simulations/{id}", PROVIDERS_READERS),
            Map.entry("GET /v1/simulations/{id}/changes", PROVIDERS_READERS),
            Map.entry("GET /v1/migration-ca", Set.of("admin", "operator", "security-officer", "auditor", "agent")),
            Map.entry("POST /v1/migration-ca/certificates", Set.of("agent")),
            Map.entry("GET /v1/migration-ca/certificates", PROVIDERS_READERS),
            Map.entry("POST /v1/libvirt/hosts/{host}/arrivals", Set.of("agent")),
            Map.entry("GET /v1/approvals", READERS),
            Map.entry("GET /v1/approvals/{id}", READERS),
            Map.entry("GET /v1/break-glass", PROVIDERS_READERS),
            Map.entry("GET /v1/break-glass/{id}", PROVIDERS_READERS),
            Map.entry("POST /v1/break-glass/{id}/actions/close", Set.of("admin", "security-officer")),
            Map.entry("POST /v1/approvals/{id}/actions/approve", APPROVERS),
            Map.entry("POST /v1/approvals/{id}/actions/reject", APPROVERS));

    static Stream<Arguments> operationsAndRoles() {
        return MATRIX.keySet().stream()
                .sorted()
                .flatMap(operation -> ROLES.stream().map(role -> Arguments.of(operation, role)));
    }

    static Stream<String> operations() {
        return MATRIX.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("operationsAndRoles")
    void eachRoleMayWhatTheMatrixSaysAndNothingElse(String operation, String role) {
        String token = switch (role) {
            case "tenant-operator" -> Tokens.token(role, "acme");
            case "agent" -> Tokens.agent("east-1");
            default -> Tokens.token(role);
        };

        int status = call(given().auth().oauth2(token), operation).statusCode();

        if (MATRIX.getOrDefault(operation, Set.of()).contains(role)) {
            assertThat(status).isNotIn(401, 403);
        } else {
            assertThat(status).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noOperationIsOpenToAnyoneWithoutAValidToken(String operation) {
        assertThat(call(given(), operation).statusCode()).isEqualTo(401);
        Tokens.refused("admin")
                .forEach((wrong, token) -> assertThat(
                                call(given().auth().oauth2(token), operation).statusCode())
                        .as(wrong)
                        .isEqualTo(401));
    }

    @Test
    void theMatrixIsCompleteAgainstTheOpenApiDocument() {
        Map<String, Map<String, Object>> paths = given().auth()
                .oauth2(Tokens.token("auditor"))
                .accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        List<String> documented = new ArrayList<>();
        paths.forEach((path, methods) -> methods.keySet().stream()
                .filter(method ->
                        Set.of("get", "post", "put", "delete", "patch").contains(method))
                .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        assertThat(documented).containsExactlyInAnyOrderElementsOf(MATRIX.keySet());
    }

    @Test
    void aTenantsTokenWithoutATenantIsTurnedAway() {
        given().auth()
                .oauth2(Tokens.token("tenant-operator"))
                .get("/v1/decisions")
                .then()
                .statusCode(403)
                .body("code", equalTo("tenant-missing"));
    }

    private static Response call(RequestSpecification request, String operation) {
        String path = operation
                .substring(operation.indexOf('/'))
                .replace("{id}", SOME_ID)
                .replace("{scope}", "tenant:nobody")
                .replace("{version}", "1")
                .replace("{host}", "east-1");
        if (operation.startsWith("GET ")) {
            return request.get(path);
        }
        if (operation.endsWith("/arrivals")) {
            return request.contentType("application/xml").body("<domain/>").post(path);
        }
        return operation.endsWith("/versions")
                ? request.contentType("application/yaml").body(new byte[] {'#'}).post(path)
                : request.contentType(ContentType.JSON)
                        .body(TAKES_OBJECT.contains(operation) ? "{}" : "")
                        .post(path);
    }
}
