package dev.leeward.attestation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.leeward.attestation.app.Expiry;
import dev.leeward.events.host.HostConfigurationObserved;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostMeasured;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.Tokens;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.HostEvidence;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Hosts that attest, and what becomes of their results. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@WithTestResource(TestInventory.class)
class AttestationTest extends ApiTest {

    @Inject
    MutableClock clock;

    @Inject
    Expiry expiry;

    @Test
    void a_host_that_measures_what_the_references_say_is_trusted_and_every_step_is_an_event() {
        Agent agent = Agent.enrolled("host-1", "5.1");

        agent.attest()
                .statusCode(200)
                .body("trust.overall", equalTo("TRUSTED"))
                .body("trust.reason", equalTo(""))
                .body("trust.platform.manifest", equalTo("bios-2.17"))
                .body("trust.vmm.manifest", equalTo("esxi-5.1"))
                .body("trust.assurance", equalTo("HARDWARE_QUOTE"));

        TrustChanged trust = awaitTrust("host-1", TrustStatus.TRUSTED);
        assertThat(trust.getPreviousOverall()).isEqualTo(TrustStatus.UNKNOWN);
        assertThat(Duration.between(trust.getAttestedAt(), trust.getAttestedUntil()))
                .isEqualTo(Duration.ofMinutes(10));
        HostMeasured measured = kafka().awaitEvent(
                        HostMeasured.class, event -> event.getHostId().equals("host-1"));
        assertThat(measured.getMeasuredLaunch()).isTrue();
        assertThat(measured.getPcrs()).containsKeys("0", "7", "17", "18");
        assertThat(measured.getMeasuredAt()).isEqualTo(trust.getAttestedAt());
        assertThat(kafka().awaitEvent(
                                HostConfigurationObserved.class,
                                event -> event.getHostId().equals("host-1"))
                        .getFacts())
                .containsEntry("secure-boot", "true")
                .containsKey("tpm-firmware-version");
        assertGapless("host-1");
    }

    @Test
    void a_host_is_unknown_from_its_discovery_until_it_is_attested() {
        HostDiscovered discovered = kafka().awaitEvent(
                        HostDiscovered.class, event -> event.getHostId().equals("host-2"));

        assertThat(discovered.getSiteId()).isEqualTo("east");
        assertThat(discovered.getEnvelope().getSource()).isEqualTo("attestation-service/host/host-2");
        assertThat(awaitTrust("host-2", TrustStatus.UNKNOWN).getReason()).contains("Never attested");
        new Agent("host-2", Agent.booted("5.1"))
                .look()
                .body("enrolled", equalTo(false))
                .body("trust.overall", equalTo("UNKNOWN"))
                .body("trust.attestedAt", nullValue());
    }

    @Test
    void a_host_with_good_firmware_and_another_hypervisor_is_untrusted_because_of_its_vmm() {
        Agent agent = Agent.enrolled("host-3", "5.0");

        agent.attest()
                .statusCode(200)
                .body("trust.platform.status", equalTo("TRUSTED"))
                .body("trust.vmm.status", equalTo("UNTRUSTED"))
                .body("trust.overall", equalTo("UNTRUSTED"))
                .body("trust.attestedUntil", nullValue())
                .body(
                        "trust.reason",
                        containsString(
                                "VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1"));

        assertThat(awaitTrust("host-3", TrustStatus.UNTRUSTED).getVmm().getReason())
                .contains("VMM measures hypervisor esxi 5.0");
    }

    @Test
    void without_keys_results_are_not_signed_and_say_so() {
        Agent agent = Agent.enrolled("host-39", "5.1");
        agent.attest().statusCode(200);

        assertThat(awaitTrust("host-39", TrustStatus.TRUSTED).getAttestationResult())
                .isNull();
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/hosts/host-39/attestation-result")
                .then()
                .statusCode(404)
                .body("code", equalTo("result-unsigned"))
                .body("remedy", containsString("leeward.attestation.result-signing.keys"));
        given().auth()
                .oauth2(Tokens.token("auditor"))
                .get("/v1/result-keys")
                .then()
                .statusCode(200)
                .body("keys", empty());
    }

    @Test
    void every_renewal_says_the_later_expiry() {
        Agent agent = Agent.enrolled("host-4", "5.1");
        agent.attest().statusCode(200);
        TrustChanged first = awaitTrust("host-4", TrustStatus.TRUSTED);

        clock.advance(Duration.ofMinutes(4));
        agent.attest().statusCode(200);

        TrustChanged renewed = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-4")
                                && event.getPreviousOverall() == TrustStatus.TRUSTED);
        assertThat(renewed.getOverall()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(renewed.getAttestedUntil()).isAfter(first.getAttestedUntil().plusSeconds(230));
    }

    @Test
    void an_expired_result_is_stale_once_and_for_all_readers() {
        Agent agent = Agent.enrolled("host-18", "5.1");
        agent.attest().statusCode(200);

        clock.advance(Duration.ofMinutes(10));
        agent.look()
                .body("trust.overall", equalTo("STALE"))
                .body("trust.vmm.status", equalTo("STALE"))
                .body("trust.attestedUntil", nullValue());
        expiry.next();
        expiry.next();

        TrustChanged stale = awaitTrust("host-18", TrustStatus.STALE);
        assertThat(stale.getPreviousOverall()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(stale.getReason()).contains("attest again");
        assertThat(trustOf("host-18").stream().filter(event -> event.getOverall() == TrustStatus.STALE))
                .hasSize(1);
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        assertGapless("host-18");
    }

    @Test
    void a_result_that_was_renewed_expires_with_its_renewal_and_not_before() {
        Agent agent = Agent.enrolled("host-119", "5.1");
        agent.attest().statusCode(200);
        clock.advance(Duration.ofMinutes(5));
        agent.attest().statusCode(200);

        clock.advance(Duration.ofMinutes(6));
        expiry.next();
        agent.look().body("trust.overall", equalTo("TRUSTED"));
        assertThat(trustOf("host-119")).noneMatch(event -> event.getOverall() == TrustStatus.STALE);

        clock.advance(Duration.ofMinutes(4));
        expiry.next();
        TrustChanged stale = awaitTrust("host-119", TrustStatus.STALE);
        assertThat(stale.getPreviousOverall()).isEqualTo(TrustStatus.TRUSTED);
        assertGapless("host-119");
    }

    @Test
    void a_late_answer_is_good_for_less_time() {
        Agent agent = Agent.enrolled("host-28", "5.1");
        Agent.Challenge challenge = agent.challenge();
        HostEvidence evidence = agent.evidence(challenge);
        Instant asked = clock.instant();

        clock.advance(Duration.ofSeconds(50));
        agent.submit(challenge, evidence).statusCode(200);

        TrustChanged trust = awaitTrust("host-28", TrustStatus.TRUSTED);
        assertThat(trust.getAttestedAt()).isBeforeOrEqualTo(asked);
        assertThat(trust.getAttestedUntil()).isBeforeOrEqualTo(asked.plus(Duration.ofMinutes(10)));
    }

    @Test
    void other_firmware_in_the_tpm_is_an_event_and_no_tampering() {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        Agent agent = new Agent("host-29", MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1")));
        agent.enrol(Tokens.agent("host-29")).statusCode(200);
        agent.attest().statusCode(200);
        tpm.updateFirmware(0x2026_1101_0000_0000L);

        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));

        HostConfigurationObserved observed = kafka().awaitEvent(
                        HostConfigurationObserved.class,
                        event -> event.getHostId().equals("host-29")
                                && "2026110100000000".equals(event.getFacts().get("tpm-firmware-version")));
        assertThat(observed.getFacts()).containsEntry("secure-boot", "true");
    }

    @Test
    void a_reboot_renews_and_an_older_tpm_is_refused() throws Exception {
        SoftwareTpm tpm = SoftwareTpm.manufacture(Clock.systemUTC());
        MeasuredHost host =
                MeasuredHost.boot(tpm, BootProfile.of("2.17", "esxi", "5.1").startedAt(3));
        Agent agent = new Agent("host-20", host);
        agent.enrol(Tokens.agent("host-20")).statusCode(200);
        Path snapshot = Files.createTempFile("tpm", ".properties");
        tpm.save(snapshot);
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").startedAt(3));
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));
        tpm.powerLoss();
        host.reboot(BootProfile.of("2.17", "esxi", "5.1"));
        agent.attest().statusCode(200).body("trust.overall", equalTo("TRUSTED"));

        Agent clone = new Agent(
                "host-20",
                MeasuredHost.boot(
                        SoftwareTpm.load(snapshot, Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1")));

        clone.attest().statusCode(422).body("code", equalTo("clock-went-back"));
        Files.delete(snapshot);
    }

    @Test
    void a_pinned_key_is_replaced_by_an_administrator_only_and_trust_starts_anew() {
        Agent agent = Agent.enrolled("host-16", "5.1");
        agent.attest().statusCode(200);
        Agent another = new Agent("host-16", Agent.booted("5.1"));

        agent.enrol(Tokens.agent("host-16")).statusCode(200);
        another.enrol(Tokens.agent("host-16")).statusCode(409).body("code", equalTo("attestation-key-pinned"));
        agent.look().body("trust.overall", equalTo("TRUSTED"));
        another.enrol(Tokens.token("admin")).statusCode(200);

        agent.look().body("trust.overall", equalTo("UNKNOWN"));
        TrustChanged withdrawn = kafka().awaitEvent(
                        TrustChanged.class,
                        event -> event.getHostId().equals("host-16")
                                && event.getPreviousOverall() == TrustStatus.TRUSTED);
        assertThat(withdrawn.getOverall()).isEqualTo(TrustStatus.UNKNOWN);
    }
}
