package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.Swtpm;
import dev.leeward.testkit.tpm.SwtpmHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent of deploy/host-agent with a TPM of swtpm: everything on the host's side is what a real host would run. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class LeewardAgentTest {

    private static final Path AGENT =
            Path.of("..", "deploy", "host-agent", "leeward-agent").toAbsolutePath();

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What a run of the agent said, and how it ended. */
    private record Run(int status, String said) {}

    private Path folder;

    @BeforeEach
    void programs() throws IOException {
        String proves = "the host agent attests a TPM of swtpm";
        SwtpmHost.PROGRAMS.forEach((program, source) -> ToolCheck.require(program, source, proves));
        ToolCheck.require("curl", "curl", proves);
        ToolCheck.require("jq", "jq", proves);
        folder = Files.createTempDirectory(Path.of("/tmp"), "leeward-agent");
        Agent.publishReferences();
    }

    @AfterEach
    void clean() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void a_host_is_enrolled_and_attested_over_its_reboots() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");
            Run first = run(tpm, "host-25", "attest");
            assertThat(first.said()).contains("created an attestation key", "is pinned for host-25");
            assertThat(first.said()).contains("\"overall\":\"TRUSTED\"");
            assertThat(first.status()).isZero();

            assertThat(run(tpm, "host-25", "attest").status()).isZero();
            tpm.reboot();
            boot(tpm, "5.1");
            assertThat(run(tpm, "host-25", "attest").said()).contains("\"overall\":\"TRUSTED\"");
            tpm.powerCycle();
            boot(tpm, "5.1");
            assertThat(run(tpm, "host-25", "attest").said()).contains("\"overall\":\"TRUSTED\"");

            tpm.reboot();
            boot(tpm, "5.0");
            Run downgraded = run(tpm, "host-25", "attest");
            assertThat(downgraded.status()).isEqualTo(3);
            assertThat(downgraded.said())
                    .contains("VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1");
        }
    }

    @Test
    void the_certificate_in_the_tpm_goes_along_and_a_root_in_force_vouches_for_it() throws Exception {
        Path authority = folder.resolve("ca");
        Swtpm.manufacture(folder.resolve("tpm"), authority);
        String root = Roots.add(SwtpmHost.root(authority));
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");
            Path intermediates = authority.resolve("issuercert.pem");

            Run run = run(tpm, "host-93", "attest", Map.of("LEEWARD_EK_INTERMEDIATES", intermediates.toString()));

            assertThat(run.said()).contains("is pinned for host-93 (CREDENTIAL_ACTIVATION)");
            assertThat(run.said()).contains("\"overall\":\"TRUSTED\"");
            new Agent("host-93", Agent.booted("5.1"))
                    .look()
                    .body("binding", equalTo("CREDENTIAL_ACTIVATION"))
                    .body("endorsement.root", equalTo(root))
                    .body("endorsement.certificate.model", equalTo("swtpm"));
            tpm.reboot();
            boot(tpm, "5.1");
            assertThat(run(tpm, "host-93", "attest").said()).contains("\"overall\":\"TRUSTED\"");
        }
    }

    @Test
    void an_endorsement_key_of_a_high_template_works_as_well() throws Exception {
        Swtpm.manufacture(folder.resolve("tpm"), folder.resolve("ca"));
        Path state = Files.createDirectories(folder.resolve("state-host-94"));
        Files.writeString(state.resolve("ek"), "0x81010016 0x1c00016\n");
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");

            Run run = run(tpm, "host-94", "attest");

            assertThat(run.said()).contains("is pinned for host-94 (CREDENTIAL_ACTIVATION)");
            assertThat(run.said()).contains("\"overall\":\"TRUSTED\"");
        }
    }

    @Test
    void a_host_that_the_service_does_not_know_the_key_of_any_more_enrols_again() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");
            assertThat(run(tpm, "nobody-3", "enrol").status()).isEqualTo(1);
            Path state = Files.move(folder.resolve("state-nobody-3"), folder.resolve("state-host-88"));
            Files.writeString(state.resolve("pinned"), "000b00\n");

            Run run = run(tpm, "host-88", "attest");

            assertThat(run.said()).contains("host-not-enrolled", "is pinned for host-88", "\"overall\":\"TRUSTED\"");
            assertThat(run.status()).isZero();
        }
    }

    @Test
    void the_weaker_way_is_refused_where_a_proof_is_required() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            Run run = run(tpm, "host-84", "enrol", Map.of("LEEWARD_ENROLMENT", "pin"));

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.said()).contains("credential-activation-required", "leeward-agent enrol");
        }
    }

    @Test
    void what_is_wrong_is_told_with_its_remedy() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");

            Run unknown = run(tpm, "nobody-2", "attest");
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.said()).contains("unknown-host", "Add the host to the inventory.");

            Files.write(folder.resolve("log"), new byte[] {1});
            Run badLog = run(tpm, "host-26", "attest");
            assertThat(badLog.status()).isEqualTo(1);
            assertThat(badLog.said()).contains("malformed-event-log");
        }
    }

    @Test
    void an_agent_that_watches_attests_when_it_is_enrolled_and_on_demand_and_ends_when_it_is_told_to()
            throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");
            Process agent = start(tpm, "host-56", "watch", Map.of("TMPDIR", folder.toString()));
            try {
                Awaitility.await()
                        .atMost(LIMIT)
                        .untilAsserted(() -> new Agent("host-56", Agent.booted("5.1"))
                                .look()
                                .body("trust.overall", equalTo("TRUSTED")));
                String demand = given().auth()
                        .oauth2(Tokens.token("operator"))
                        .post("/v1/hosts/host-56/attestations")
                        .then()
                        .statusCode(202)
                        .extract()
                        .path("attestationId");
                Awaitility.await()
                        .atMost(LIMIT)
                        .untilAsserted(() -> given().auth()
                                .oauth2(Tokens.token("auditor"))
                                .get("/v1/hosts/host-56/attestations/{id}", demand)
                                .then()
                                .body("status", equalTo("DONE"))
                                .body("overall", equalTo("TRUSTED")));
            } finally {
                List<ProcessHandle> turns = agent.descendants().toList();
                agent.destroy();
                assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
                Awaitility.await().atMost(LIMIT).until(() -> turns.stream().noneMatch(ProcessHandle::isAlive));
            }
            assertThat(folder).isDirectoryNotContaining("glob:**/leeward-agent.*");
        }
    }

    @Test
    void evidence_that_could_not_be_delivered_goes_first_when_the_service_is_back() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"));
                Gate gate = Gate.open(path -> away.get() && path.endsWith("/evidence"))) {
            boot(tpm, "5.1");
            Map<String, String> settings = Map.of("LEEWARD_URL", gate.url(), "LEEWARD_WAIT", "5");
            Path spool = folder.resolve("state-host-57/spool");

            assertThat(run(tpm, "host-57", "next", settings).status()).isEqualTo(75);
            assertThat(spool).isDirectoryContaining("glob:**.json");
            away.set(false);
            Run second = run(tpm, "host-57", "next", settings);

            assertThat(second.said()).contains("\"overall\":\"TRUSTED\"");
            assertThat(second.status()).isIn(0, 4);
            assertThat(spool).isEmptyDirectory();
        }
    }

    @Test
    void a_certificate_that_is_not_right_is_refused_in_words_and_the_evidence_is_kept() throws Exception {
        TlsAuthority authority = TlsAuthority.create(folder.resolve("authority"));
        TlsAuthority stranger = TlsAuthority.create(folder.resolve("stranger"));
        AtomicBoolean away = new AtomicBoolean(true);
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"));
                Gate right = Gate.open(
                        authority.server("ip:127.0.0.1", -1), path -> away.get() && path.endsWith("/evidence"));
                Gate strange = Gate.open(stranger.server("ip:127.0.0.1", -1), path -> false);
                Gate expired = Gate.open(authority.server("ip:127.0.0.1", -3), path -> false);
                Gate misnamed = Gate.open(authority.server("dns:other.example", -1), path -> false)) {
            boot(tpm, "5.1");
            Path spool = folder.resolve("state-host-139/spool");
            assertThat(nextOverTls(tpm, right, authority).status()).isEqualTo(75);
            assertThat(spool).isDirectoryContaining("glob:**.json");

            Map<Gate, String> refused = Map.of(
                    strange, "(unable to get local issuer|self.signed)",
                    expired, "expired",
                    misnamed, "(no alternative certificate subject name|does not match)");
            for (Map.Entry<Gate, String> server : refused.entrySet()) {
                Run run = nextOverTls(tpm, server.getKey(), authority);

                assertThat(run.status()).isEqualTo(75);
                assertThat(run.said())
                        .contains("the certificate of " + server.getKey().url() + " is refused")
                        .containsPattern(server.getValue());
                assertThat(spool).isDirectoryContaining("glob:**.json");
            }
            away.set(false);

            Run delivered = nextOverTls(tpm, right, authority);
            assertThat(delivered.said()).contains("\"overall\":\"TRUSTED\"");
            assertThat(spool).isEmptyDirectory();
        }
    }

    private Run nextOverTls(Swtpm tpm, Gate gate, TlsAuthority authority) throws Exception {
        return run(
                tpm,
                "host-139",
                "next",
                Map.of(
                        "LEEWARD_URL", gate.url(),
                        "LEEWARD_CA_FILE", authority.certificate().toString(),
                        "LEEWARD_WAIT", "5"));
    }

    @Test
    void evidence_whose_challenge_has_expired_is_dropped_and_said_to_be() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            boot(tpm, "5.1");
            assertThat(run(tpm, "host-58", "attest").status()).isZero();
            Path spool = Files.createDirectories(folder.resolve("state-host-58/spool"));
            Files.writeString(spool.resolve("1700000000-0190a5f0-0000-7000-8000-000000000000.json"), "{}");

            Run run = run(tpm, "host-58", "next", Map.of("LEEWARD_WAIT", "1"));

            assertThat(run.said()).contains("dropped the evidence that could not be delivered");
            assertThat(run.status()).isIn(0, 4);
            assertThat(spool).isEmptyDirectory();
        }
    }

    @Test
    void a_service_that_does_not_answer_is_told_from_one_that_refuses() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            Run attest = run(tpm, "host-59", "enrol", Map.of("LEEWARD_URL", "http://127.0.0.1:" + Ports.free()));
            assertThat(attest.status()).isEqualTo(75);
            assertThat(attest.said()).contains("does not answer");

            Process watch = start(tpm, "host-59", "watch", Map.of("LEEWARD_URL", "http://127.0.0.1:" + Ports.free()));
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(
                            () -> Files.readString(said("host-59"))
                                    .matches(
                                            "(?s).*does not answer; trying again in [1-9] s.*does not answer; trying again in.*"));
            watch.destroy();
            assertThat(watch.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void the_token_is_not_sent_where_it_can_be_overheard() throws Exception {
        try (Swtpm tpm = Swtpm.start(folder.resolve("tpm"))) {
            for (String url : List.of(
                    "http://attestation.example:8081",
                    "http://127.0.0.1@example",
                    "http://127.example",
                    "ftp://127.0.0.1")) {
                Run run = run(tpm, "host-59", "attest", Map.of("LEEWARD_URL", url));

                assertThat(run.status()).isEqualTo(1);
                assertThat(run.said()).contains("LEEWARD_URL is " + url, "use https://");
            }
            Run half = run(tpm, "host-59", "attest", Map.of("LEEWARD_CLIENT_CERT", "/nowhere.crt"));
            assertThat(half.said()).contains("LEEWARD_CLIENT_CERT and LEEWARD_CLIENT_KEY go together");
        }
    }

    @Test
    void quotes_of_tpm2_tools_are_verified_as_those_of_our_own_tpm() throws Exception {
        try (SwtpmHost host =
                SwtpmHost.boot(folder.resolve("tpm"), folder.resolve("ca"), BootProfile.of("2.17", "esxi", "5.1"))) {
            Agent agent = new Agent("host-27", host);

            agent.enrol(Tokens.agent("host-27")).statusCode(200);

            agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        }
    }

    private void boot(Swtpm tpm, String hypervisorVersion) throws IOException {
        Files.write(folder.resolve("log"), SwtpmHost.measure(tpm, BootProfile.of("2.17", "esxi", hypervisorVersion)));
    }

    private Run run(Swtpm tpm, String host, String command) throws Exception {
        return run(tpm, host, command, Map.of());
    }

    private Run run(Swtpm tpm, String host, String command, Map<String, String> settings) throws Exception {
        Process process = start(tpm, host, command, settings);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(said(host)));
    }

    private Path said(String host) {
        return folder.resolve("said-" + host);
    }

    private Process start(Swtpm tpm, String host, String command, Map<String, String> settings) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), Tokens.agent(host));
        Path facts = Files.writeString(folder.resolve("facts.json"), "{\"secure-boot\": true}");
        ProcessBuilder builder = new ProcessBuilder("bash", AGENT.toString(), command)
                .redirectErrorStream(true)
                .redirectOutput(said(host).toFile());
        builder.environment()
                .putAll(Map.of(
                        "LEEWARD_URL", "http://127.0.0.1:" + RestAssured.port,
                        "LEEWARD_HOST", host,
                        "LEEWARD_TOKEN_FILE", token.toString(),
                        "LEEWARD_STATE", folder.resolve("state-" + host).toString(),
                        "LEEWARD_EVENT_LOG", folder.resolve("log").toString(),
                        "LEEWARD_FACTS_FILE", facts.toString()));
        builder.environment().putAll(tpm.environment());
        builder.environment().putAll(settings);
        return builder.start();
    }
}
