package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.leeward.events.host.HostMeasured;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.EventLogWriter;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredEvent;
import dev.leeward.testkit.tpm.SwtpmHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts with real TPMs (swtpm), honest and not: each verdict and each refusal, and the words for it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class RealTpmTest extends ApiTest {

    private static final BootProfile GOOD = BootProfile.of("2.17", "esxi", "5.1");

    private final List<SwtpmHost> hosts = new ArrayList<>();
    private Path folder;

    @BeforeEach
    void tools() throws IOException {
        SwtpmHost.PROGRAMS.forEach((program, source) ->
                ToolCheck.require(program, source, "hosts with real TPMs are told from those that pretend"));
        folder = Files.createTempDirectory(Path.of("/tmp"), "real-tpm");
    }

    @AfterEach
    void clean() throws IOException {
        for (SwtpmHost host : hosts) {
            host.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void several_hosts_stay_trusted_over_reboots_and_power_losses() throws IOException {
        for (String id : List.of("swtpm-1", "swtpm-2", "swtpm-3")) {
            SwtpmHost host = boot(GOOD);
            Agent agent = enrolled(id, host);
            attestTrusted(agent);
            long resets = measured(id, true).getResetCount();

            host.reboot(GOOD);
            attestTrusted(agent);
            host.losePower();
            attestTrusted(agent);

            assertThat(measured(id, false).getResetCount()).isEqualTo(resets + 2);
        }
    }

    @Test
    void other_firmware_is_told_from_another_hypervisor_and_from_no_launch_at_all() throws IOException {
        SwtpmHost host = boot(BootProfile.of("2.18", "esxi", "5.1"));
        Agent agent = enrolled("swtpm-4", host);

        agent.attest()
                .statusCode(200)
                .body("trust.overall", equalTo("UNTRUSTED"))
                .body("trust.vmm.status", equalTo("TRUSTED"))
                .body(
                        "trust.reason",
                        equalTo("Platform measures CRTM 2.18; reference bios-2.17 expects CRTM 2.17 (PCR 0)."));
        host.reboot(BootProfile.of("2.17", "esxi", "5.0"));
        agent.attest()
                .statusCode(200)
                .body("trust.platform.status", equalTo("TRUSTED"))
                .body(
                        "trust.reason",
                        equalTo("VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1"
                                + " (PCR 17)."));
        host.reboot(GOOD.withoutMeasuredLaunch());
        agent.attest()
                .statusCode(200)
                .body("trust.platform.status", equalTo("TRUSTED"))
                .body(
                        "trust.reason",
                        equalTo("No measured launch took place (PCR 17 is all ones), so nothing vouches for the VMM:"
                                + " enable the measured launch and restart the host."));
        host.reboot(GOOD);
        attestTrusted(agent);
    }

    @Test
    void a_replayed_quote_is_refused() throws IOException {
        Agent agent = enrolled("swtpm-5", boot(GOOD));
        Agent.Challenge old = agent.challenge();
        HostEvidence recorded = agent.evidence(old);
        agent.submit(old, recorded).statusCode(200);

        refused(agent, challenge -> recorded, "nonce-mismatch", "The quote does not carry the nonce of challenge ");
        agent.submit(old, recorded).statusCode(409).body("code", equalTo("challenge-used"));
    }

    @Test
    void the_key_of_another_tpm_is_refused() throws IOException {
        Agent agent = enrolled("swtpm-6", boot(GOOD));
        SwtpmHost stranger = boot(GOOD);
        attestTrusted(agent);

        refused(
                agent,
                challenge -> stranger.evidence(challenge.nonceBytes(), selection(challenge)),
                "quote-signature-invalid",
                "The quote is not signed by the pinned attestation key 000b");
    }

    @Test
    void a_selection_beside_the_quote_and_values_of_another_host_are_refused() throws IOException {
        SwtpmHost bad = boot(BootProfile.of("2.17", "esxi", "5.0"));
        SwtpmHost good = boot(GOOD);
        Agent agent = enrolled("swtpm-7", bad);

        refused(
                agent,
                challenge -> {
                    HostEvidence platformOnly = bad.evidence(challenge.nonceBytes(), 0, 1, 2, 3, 4, 5, 6, 7);
                    HostEvidence pretended = good.evidence(challenge.nonceBytes(), selection(challenge));
                    return new HostEvidence(
                            platformOnly.quote(),
                            platformOnly.signature(),
                            pretended.eventLog(),
                            pretended.pcrs(),
                            pretended.facts());
                },
                "pcr-selection-mismatch",
                "The quote covers sha256:0,1,2,3,4,5,6,7, the challenge asks for sha256:0,1,2,3,4,5,6,7,17,18.");
        refused(
                agent,
                challenge -> {
                    HostEvidence honest = bad.evidence(challenge.nonceBytes(), selection(challenge));
                    HostEvidence pretended = good.evidence(challenge.nonceBytes(), selection(challenge));
                    return new HostEvidence(
                            honest.quote(),
                            honest.signature(),
                            pretended.eventLog(),
                            pretended.pcrs(),
                            pretended.facts());
                },
                "pcr-digest-mismatch",
                "The PCR values that were sent are not the ones that were quoted.");
    }

    @Test
    void a_log_that_was_edited_or_is_of_another_boot_is_refused() throws IOException {
        SwtpmHost host = boot(GOOD);
        Agent agent = enrolled("swtpm-8", host);
        attestTrusted(agent);
        byte[] ofAnotherBoot = log(BootProfile.of("2.18", "esxi", "5.1"), events -> {});
        Map<String, byte[]> edited = Map.of(
                "a changed digest",
                log(GOOD, events -> events.set(0, withAnotherDigest(events.getFirst()))),
                "a removed event",
                log(GOOD, events -> events.remove(events.size() - 1)),
                "reordered events",
                log(GOOD, events -> Collections.swap(events, 0, 1)),
                "an added event",
                log(GOOD, events -> events.add(events.getLast())),
                "another boot",
                ofAnotherBoot);

        edited.forEach((how, log) -> refused(
                agent,
                challenge -> withLog(agent.evidence(challenge), log),
                "event-log-mismatch",
                "Replayed, the event log leads to "));

        attestTrusted(agent);
        assertThat(log(GOOD, events -> {})).isEqualTo(host.eventLog());
    }

    /** Answers a fresh challenge: refused with the code and the words, and the former verdict stays as it was. */
    private void refused(Agent agent, Answer answer, String code, String words) {
        String before = agent.look().extract().path("trust.overall");
        Agent.Challenge challenge = agent.challenge();

        agent.submit(challenge, answer.to(challenge))
                .statusCode(422)
                .body("code", equalTo(code))
                .body("detail", startsWith(words))
                .body("remedy", containsString(" "));

        agent.look().body("trust.overall", equalTo(before));
        assertThat(awaitRejection(agent.id(), code).getReason()).startsWith(words);
    }

    /** What is sent in answer to a challenge. */
    private interface Answer {
        HostEvidence to(Agent.Challenge challenge);
    }

    /** The event log of a boot, edited. */
    private static byte[] log(BootProfile profile, Consumer<List<MeasuredEvent>> edit) {
        List<MeasuredEvent> events = new ArrayList<>(profile.platformEvents());
        events.addAll(profile.vmmEvents());
        edit.accept(events);
        EventLogWriter log = new EventLogWriter();
        events.forEach(log::event);
        return log.bytes();
    }

    private static MeasuredEvent withAnotherDigest(MeasuredEvent event) {
        return new MeasuredEvent(event.pcr(), event.type(), "5a".repeat(32), event.data(), event.description());
    }

    private static HostEvidence withLog(HostEvidence evidence, byte[] log) {
        return new HostEvidence(
                evidence.quote(),
                evidence.signature(),
                Base64.getEncoder().encodeToString(log),
                evidence.pcrs(),
                evidence.facts());
    }

    private static int[] selection(Agent.Challenge challenge) {
        return challenge.pcrs().stream().mapToInt(Integer::intValue).toArray();
    }

    private SwtpmHost boot(BootProfile profile) throws IOException {
        SwtpmHost host = SwtpmHost.boot(folder.resolve("t" + hosts.size()), folder.resolve("ca"), profile);
        hosts.add(host);
        return host;
    }

    private static Agent enrolled(String id, SwtpmHost host) {
        Agent agent = new Agent(id, host);
        agent.enrol(Tokens.agent(id)).statusCode(200);
        return agent;
    }

    private static void attestTrusted(Agent agent) {
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED")).body("trust.reason", equalTo(""));
    }

    /** The host's last measurement with an orderly clock, or with one that a power loss may have set back. */
    private HostMeasured measured(String id, boolean safe) {
        return kafka().awaitEvent(HostMeasured.class, event -> event.getHostId().equals(id) && event.getSafe() == safe);
    }
}
