package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.ResultKey;
import dev.leeward.testkit.TestResults;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed attestation results, as whoever relies on them checks them: with the public keys and nothing else. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
@WithTestResource(TestSigningKeys.class)
class ResultsTest extends ApiTest {

    private final Path folder = ConfigProvider.getConfig().getValue(TestSigningKeys.FOLDER, Path.class);

    @ConfigProperty(name = "quarkus.application.version")
    String version;

    @Test
    void a_result_says_what_its_event_says_and_is_signed() throws JoseException {
        Agent.enrolled("host-28", "5.1").attest().statusCode(200);
        Agent.enrolled("host-29", "5.0").attest().statusCode(200);

        TrustChanged trusted = awaitTrust("host-28", TrustStatus.TRUSTED);
        TrustChanged untrusted = awaitTrust("host-29", TrustStatus.UNTRUSTED);

        assertThat(opened(result(trusted))).isEqualTo(expected(trusted)).containsKey("exp");
        assertThat(opened(result(untrusted))).isEqualTo(expected(untrusted)).doesNotContainKey("exp");
        assertGapless("host-28");
    }

    @Test
    void the_newest_result_of_a_host_is_shown_as_it_was_said() {
        Agent agent = Agent.enrolled("host-30", "5.1");
        agent.attest().statusCode(200);
        TrustChanged first = awaitTrust("host-30", TrustStatus.TRUSTED);
        assertThat(shown("host-30").extract().asString()).isEqualTo(result(first));

        agent.attest().statusCode(200);
        TrustChanged renewed = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-30")
                                && event.getPreviousOverall() == TrustStatus.TRUSTED);

        assertThat(shown("host-30").extract().asString())
                .isEqualTo(result(renewed))
                .isNotEqualTo(result(first));
        get("auditor", "/v1/hosts/host-99/attestation-result").statusCode(404).body("code", equalTo("unknown-host"));
    }

    @Test
    void an_auditor_checks_a_result_with_the_commands_that_the_documentation_gives(@TempDir Path work)
            throws IOException, InterruptedException {
        for (String program : List.of("jose", "jq", "curl")) {
            ToolCheck.require(program, program, "a result is checked with the commands of docs/attestation-results.md");
        }
        Agent.enrolled("host-23", "5.1").attest().statusCode(200);

        String printed = documented(
                "jose jws ver",
                work,
                Map.of(
                        "TOKEN",
                        Tokens.token("auditor"),
                        "LEEWARD",
                        RestAssured.baseURI + ":" + RestAssured.port,
                        "HOST",
                        "host-23"));

        assertThat(printed).contains("\"host-23\"", "\"leeward.status\": \"TRUSTED\"");
    }

    @Test
    void a_public_key_is_made_with_the_commands_that_the_documentation_gives(@TempDir Path work)
            throws IOException, InterruptedException {
        ToolCheck.require("openssl", "openssl", "the commands of docs/attestation-results.md make a public key");
        ResultKey key = ResultKey.generate("2026-03");
        Files.writeString(work.resolve("2026-03.pem"), key.pem());

        String printed = documented("openssl pkey", work, Map.of("KEY", "2026-03"));

        assertThat(ResultKey.jwks(key)).isEqualTo("{\"keys\":[" + printed.strip() + "]}");
    }

    /** What the documentation's block of shell commands prints that contains the command. */
    private static String documented(String command, Path work, Map<String, String> environment)
            throws IOException, InterruptedException {
        String documentation = Files.readString(Reactor.root().resolve("docs/attestation-results.md"));
        String block = Arrays.stream(documentation.split("```sh\n"))
                .skip(1)
                .map(rest -> rest.substring(0, rest.indexOf("```")))
                .filter(text -> text.contains(command))
                .findFirst()
                .orElseThrow();
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", block)
                .directory(work.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(environment);
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void whoever_reads_hosts_reads_keys_and_no_tenant_does() {
        get("auditor", "/v1/result-keys").statusCode(200);
        get("enforcement-point", "/v1/result-keys").statusCode(200);
        given().auth()
                .oauth2(Tokens.token("tenant-operator", "acme"))
                .get("/v1/result-keys")
                .then()
                .statusCode(403);
        assertThat(get("auditor", "/v1/result-keys").extract().asString()).doesNotContain("\"d\"");
    }

    @Test
    void a_new_key_signs_and_the_old_one_counts_until_it_is_removed() throws IOException, JoseException {
        Agent agent = Agent.enrolled("host-34", "5.1");
        agent.attest().statusCode(200);
        String before = result(awaitTrust("host-34", TrustStatus.TRUSTED));

        Files.writeString(
                folder.resolve("2026-02.pem"), ResultKey.generate("2026-02").pem());
        await().atMost(Duration.ofSeconds(20)).until(() -> keyIds().equals(List.of("2026-01", "2026-02")));
        agent.attest().statusCode(200);
        String after = shown("host-34").extract().asString();

        assertThat(parsed(before).getKeyIdHeaderValue()).isEqualTo("2026-01");
        assertThat(parsed(after).getKeyIdHeaderValue()).isEqualTo("2026-02");
        assertThat(opened(before)).isNotEmpty();
        assertThat(opened(after)).isNotEmpty();
        String old = Files.readString(folder.resolve("2026-01.pem"));
        Files.delete(folder.resolve("2026-01.pem"));
        await().atMost(Duration.ofSeconds(20)).until(() -> keyIds().equals(List.of("2026-02")));
        Files.writeString(folder.resolve("2026-01.pem"), old);
        Files.delete(folder.resolve("2026-02.pem"));
        await().atMost(Duration.ofSeconds(20)).until(() -> keyIds().equals(List.of("2026-01")));
    }

    private Map<String, Object> expected(TrustChanged event) throws JoseException {
        Map<String, Object> claims = new HashMap<>(JsonUtil.parseJson(JsonUtil.toJson(TestResults.claims(event))));
        claims.put("ear_verifier_id", Map.of("developer", "Leeward", "build", version));
        return claims;
    }

    private static String result(TrustChanged event) {
        String result = event.getAttestationResult();
        assertThat(result).isNotNull();
        return result;
    }

    /** What the public keys bear out. */
    private static Map<String, Object> opened(String jwt) throws JoseException {
        JsonWebSignature jws = parsed(jwt);
        JsonWebKey key = new JsonWebKeySet(
                        get("auditor", "/v1/result-keys").extract().asString())
                .findJsonWebKey(jws.getKeyIdHeaderValue(), "EC", "sig", "ES256");
        jws.setKey(key.getKey());
        assertThat(jws.verifySignature()).isTrue();
        assertThat(jws.getHeader("typ")).isEqualTo("eat+jwt");
        return JsonUtil.parseJson(jws.getPayload());
    }

    private static JsonWebSignature parsed(String jwt) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setCompactSerialization(jwt);
        return jws;
    }

    private static List<String> keyIds() {
        return get("auditor", "/v1/result-keys").extract().jsonPath().getList("keys.kid", String.class);
    }

    private static ValidatableResponse shown(String host) {
        return get("auditor", "/v1/hosts/" + host + "/attestation-result")
                .statusCode(200)
                .contentType("application/eat+jwt");
    }

    private static ValidatableResponse get(String role, String path) {
        return given().auth().oauth2(Tokens.token(role)).get(path).then();
    }
}
