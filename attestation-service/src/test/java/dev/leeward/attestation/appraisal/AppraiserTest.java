package dev.leeward.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.reference.References;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppraiserTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final References GOOD =
            AppraisalFixtures.references(KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1"));

    private final Appraiser appraiser = new Appraiser(RequiredFacts.of(Map.of("secure-boot", "true")));
    private final MeasuredHost host =
            MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1"));

    @Test
    void what_the_references_say_is_trusted() {
        Verdict verdict = appraise(GOOD);

        assertThat(verdict.trusted()).isTrue();
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.platform().manifest()).hasToString("bios-2.17");
        assertThat(verdict.vmm().manifest()).hasToString("esxi-5.1");
        assertThat(verdict.referenceDigest()).isEqualTo(GOOD.digest());
    }

    @Test
    void wherever_firmware_started_the_tpm() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").startedAt(3));

        assertThat(appraise(GOOD).trusted()).isTrue();
    }

    @Test
    void good_firmware_with_another_hypervisor_is_untrusted_in_words() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.0"));

        Verdict verdict = appraise(GOOD);

        assertThat(verdict.platform().status()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(verdict.trusted()).isFalse();
        assertThat(verdict.reason())
                .isEqualTo(
                        "VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1 (PCR 17).");
    }

    @Test
    void other_firmware_is_untrusted_and_the_vmm_is_appraised_on_its_own() {
        host.reboot(BootProfile.of("2.18", "esxi", "5.1"));

        Verdict verdict = appraise(GOOD);

        assertThat(verdict.platform().reason())
                .isEqualTo("Platform measures CRTM 2.18; reference bios-2.17 expects CRTM 2.17 (PCR 0).");
        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.TRUSTED);
    }

    @Test
    void an_update_needs_both_manifests_in_force_and_the_closest_one_explains() {
        References both = AppraisalFixtures.references(
                KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1"), KnownGood.vmm("esxi", "5.2"));
        host.reboot(BootProfile.of("2.17", "esxi", "5.2"));

        assertThat(appraise(both).vmm().manifest()).hasToString("esxi-5.2");
        assertThat(appraise(GOOD).trusted()).isFalse();
    }

    @Test
    void something_measured_besides_is_untrusted() {
        host.tpm().extend(18, new byte[32]);

        assertThat(appraise(GOOD).vmm().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(appraise(GOOD).reason()).contains("the event log does not say why");
    }

    @Test
    void no_manifest_for_a_part_is_no_trust() {
        Verdict verdict = appraise(AppraisalFixtures.references(KnownGood.platform("2.17")));

        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(verdict.reason()).contains("No reference manifest is in force for VMM");
    }

    @Test
    void without_a_measured_launch_nothing_vouches_for_the_vmm() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").withoutMeasuredLaunch());

        Verdict verdict = appraise(GOOD);

        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(verdict.reason()).contains("No measured launch took place (PCR 17 is all ones)");
    }

    @Test
    void a_launch_that_measured_nothing_into_pcr_18_is_none() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").withoutMeasuredLaunch());
        host.tpm().measuredLaunch(new byte[] {1});

        assertThat(appraise(GOOD).reason())
                .contains("No measured launch took place (PCR 17 is set, but PCR 18 is not)");
    }

    @Test
    void required_facts_are_required() {
        host.fact("secure-boot", "false");
        assertThat(appraise(GOOD).configuration().reason())
                .isEqualTo("Configuration: secure-boot is \"false\", required is \"true\".");

        Verdict unreported = new Appraiser(RequiredFacts.of(Map.of("lockdown", "on"))).appraise(evidence(), GOOD);
        assertThat(unreported.reason()).isEqualTo("Configuration: lockdown was not reported, required is \"on\".");
        assertThat(unreported.trusted()).isFalse();
    }

    private Verdict appraise(References references) {
        return appraiser.appraise(evidence(), references);
    }

    private Evidence evidence() {
        return AppraisalFixtures.evidence(host, NOW);
    }
}
