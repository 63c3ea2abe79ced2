package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence behind verdicts, as whoever checks it gets it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class EvidenceArchiveTest extends ApiTest {

    @Test
    void evidence_is_listed_newest_first_and_the_verdict_rests_on_one() {
        Agent agent = Agent.enrolled("host-90", "5.1");
        List<String> ids = List.of(attested(agent), attested(agent), attested(agent));

        evidence("auditor", "host-90", "")
                .statusCode(200)
                .body("items.id", contains(ids.get(2), ids.get(1), ids.get(0)))
                .body("items.bearsVerdict", contains(true, false, false))
                .body("items[0].assurance", equalTo("HARDWARE_QUOTE"))
                .body("items[0].challengeId", notNullValue());
        JsonPath page = evidence("auditor", "host-90", "?limit=2").extract().jsonPath();
        evidence("auditor", "host-90", "?limit=2&cursor=" + page.getString("next"))
                .body("items.id", contains(ids.getFirst()));
    }

    @Test
    void what_the_tpm_signed_is_given_as_it_came_with_the_key_of_that_time() {
        Agent agent = Agent.enrolled("host-91", "5.1");
        Agent.Challenge challenge = agent.challenge();
        var sent = agent.evidence(challenge);
        String id = agent.submit(challenge, sent)
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("evidenceId");
        String key = Base64.getEncoder().encodeToString(agent.host().attestationPublic());
        new Agent("host-91", Agent.booted("5.1")).enrol(Tokens.token("admin")).statusCode(200);

        evidence("auditor", "host-91", "/" + id)
                .statusCode(200)
                .body("evidence.id", equalTo(id))
                .body("evidence.bearsVerdict", equalTo(false))
                .body("host", equalTo("host-91"))
                .body("quote", equalTo(sent.quote()))
                .body("signature", equalTo(sent.signature()))
                .body("eventLog", equalTo(sent.eventLog()))
                .body("attestationKey", equalTo(key));
    }

    @Test
    void only_those_who_check_read_it_and_only_of_its_own_host() {
        String id = attested(Agent.enrolled("host-92", "5.1"));

        for (String role : List.of("admin", "security-officer", "auditor")) {
            evidence(role, "host-92", "").statusCode(200);
            evidence(role, "host-92", "/" + id).statusCode(200);
        }
        for (String role : List.of("operator", "enforcement-point", "agent")) {
            evidence(role, "host-92", "").statusCode(403);
            evidence(role, "host-92", "/" + id).statusCode(403);
        }
        evidence("auditor", "host-90", "/" + id).statusCode(404).body("code", equalTo("evidence-not-found"));
        evidence("auditor", "host-99", "").statusCode(404).body("code", equalTo("unknown-host"));
        evidence("auditor", "host-92", "/nonsense").statusCode(404);
        evidence("auditor", "host-92", "?cursor=nonsense").statusCode(400);
        given().auth()
                .oauth2(Tokens.token("auditor", "acme"))
                .get("/v1/hosts/host-92/evidence")
                .then()
                .statusCode(404);
    }

    @Test
    void an_auditor_checks_a_quote_with_the_commands_that_the_documentation_gives(@TempDir Path work)
            throws IOException, InterruptedException {
        for (Map.Entry<String, String> program : Map.of(
                        "tpm2_checkquote", "tpm2-tools", "tpm2_eventlog", "tpm2-tools", "jq", "jq", "curl", "curl")
                .entrySet()) {
            ToolCheck.require(
                    program.getKey(),
                    program.getValue(),
                    "a quote is checked with the commands of docs/attestation.md");
        }
        attested(Agent.enrolled("host-95", "5.1"));

        String printed = documented(work, "host-95");

        assertThat(printed).contains("pcrs:", "sha256:");
        String check = "tpm2_checkquote -u attestationKey -m quote -s signature -g sha256 -q"
                + " $(tpm2_print -t TPMS_ATTEST quote | sed -n 's/^ *extraData: //p')";
        assertThat(run(work, check)).isZero();
        Path quote = work.resolve("quote");
        byte[] tampered = Files.readAllBytes(quote);
        tampered[tampered.length - 1] ^= 1;
        Files.write(quote, tampered);
        assertThat(run(work, check)).isNotZero();
    }

    /** What the documentation's block of shell commands prints. */
    private static String documented(Path work, String host) throws IOException, InterruptedException {
        String block = Arrays.stream(Files.readString(Reactor.root().resolve("docs/attestation.md"))
                        .split("```sh\n"))
                .skip(1)
                .map(rest -> rest.substring(0, rest.indexOf("```")))
                .filter(text -> text.contains("tpm2_checkquote"))
                .findFirst()
                .orElseThrow();
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", block)
                .directory(work.toFile())
                .redirectErrorStream(true);
        shell.environment()
                .putAll(Map.of(
                        "TOKEN",
                        Tokens.token("auditor"),
                        "LEEWARD",
                        RestAssured.baseURI + ":" + RestAssured.port,
                        "HOST",
                        host));
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static int run(Path work, String command) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("printed").toFile())
                .start()
                .waitFor();
    }

    private static String attested(Agent agent) {
        return agent.attest().statusCode(200).extract().jsonPath().getString("evidenceId");
    }

    private static ValidatableResponse evidence(String role, String host, String path) {
        return given().auth()
                .oauth2(Tokens.token(role))
                .get("/v1/hosts/" + host + "/evidence" + path)
                .then();
    }
}
