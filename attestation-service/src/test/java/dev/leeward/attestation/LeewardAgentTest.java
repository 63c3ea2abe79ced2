package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.leeward.testkit.LeewardStack;
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
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        Path token = Files.writeString(folder.resolve("token"), Tokens.agent(host));
        Path facts = Files.writeString(folder.resolve("facts.json"), "{\"secure-boot\": true}");
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", AGENT.toString(), command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
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
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(said));
    }
}
