package dev.leeward.attestation.appraisal;

import static dev.leeward.attestation.appraisal.AppraisalFixtures.HOST;
import static dev.leeward.attestation.appraisal.AppraisalFixtures.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.attestation.evidence.Claims;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.PcrSelection;
import dev.leeward.attestation.evidence.TpmReport;
import dev.leeward.attestation.evidence.VouchedBy;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.AssetTag;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.attestation.reference.References;
import dev.leeward.testkit.tpm.BootProfile;
import dev.leeward.testkit.tpm.KnownGood;
import dev.leeward.testkit.tpm.MeasuredHost;
import dev.leeward.testkit.tpm.SoftwareTpm;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AppraiserTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final References GOOD =
            AppraisalFixtures.references(KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1"));

    private final Appraiser appraiser = new Appraiser(RequiredFacts.of(Map.of("secure-boot", "true")), Set.of());
    private final MeasuredHost host =
            MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1"));

    @Test
    void what_the_references_say_is_trusted() {
        Verdict verdict = appraise(GOOD);

        assertThat(verdict.trusted()).isTrue();
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.platform().manifest()).isEqualTo(ref("bios-2.17"));
        assertThat(verdict.vmm().manifest()).isEqualTo(ref("esxi-5.1"));
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

        assertThat(appraise(both).vmm().manifest()).isEqualTo(ref("esxi-5.2"));
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
    void a_manifest_for_other_hosts_never_makes_a_host_trusted_and_the_reason_names_both() {
        AppliesTo hp = new AppliesTo("HP", "ProLiant DL380", null, new TreeSet<>(), new TreeMap<>());
        References foreign = new References(List.of(
                AppraisalFixtures.manifest(KnownGood.platform("2.17"), hp),
                AppraisalFixtures.manifest(KnownGood.vmm("esxi", "5.1"))));

        Verdict verdict = appraise(foreign);

        assertThat(verdict.platform().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(verdict.platform().reason())
                .isEqualTo("No reference manifest for PLATFORM is for this host (Dell PowerEdge R720, hypervisor esxi):"
                        + " bios-2.17 is for vendor HP, model ProLiant DL380. Publish one for what it runs.");
        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.TRUSTED);
    }

    @Test
    void of_several_that_match_the_last_published_counts_and_before_it_one_that_names_the_host() {
        ReferenceManifest old = AppraisalFixtures.manifest(KnownGood.vmm("esxi", "5.1"));
        ReferenceManifest same = renamed(old, "esxi-5.1-signed", AppliesTo.EVERY_HOST);
        ReferenceManifest named = renamed(old, "esxi-5.1-west-1", AppliesTo.hosts(Set.of(HOST.id())));
        ReferenceManifest bios = AppraisalFixtures.manifest(KnownGood.platform("2.17"));

        assertThat(appraise(new References(List.of(same, old, bios))).vmm().manifest())
                .isEqualTo(ref("esxi-5.1-signed"));
        assertThat(appraise(new References(List.of(same, old, named, bios)))
                        .vmm()
                        .manifest())
                .isEqualTo(ref("esxi-5.1-west-1"));
    }

    @Test
    void a_host_is_judged_on_what_only_it_measures_where_a_manifest_names_it() {
        assertThat(appraise(GOOD).hostUnique()).isNull();
        References own = with(AppraisalFixtures.own("west-1-own", HOST.id(), 8, "serial 4711"));

        host.reboot(BootProfile.of("2.17", "esxi", "5.1").measuring(8, "serial 4711"));
        assertThat(own.selection(HOST)).isEqualTo(PcrSelection.ofChallenge().with(PcrSelection.of(8)));
        assertThat(appraise(own).hostUnique()).isEqualTo(PartVerdict.trusted(ref("west-1-own")));
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").measuring(8, "serial 4712"));

        assertThat(appraise(own).reason())
                .isEqualTo("Host-unique part measures serial 4712; reference west-1-own expects serial 4711 (PCR 8).");
        assertThat(appraise(with(AppraisalFixtures.own("east-1-own", new HostId("east-1"), 8, "serial 1")))
                        .trusted())
                .isTrue();
    }

    @Test
    void an_asset_tag_is_measured_by_the_launch_and_agrees_with_the_inventory() {
        AssetTag west = new AssetTag(HOST.id(), new TreeMap<>(Map.of("site", "west", "residency", "EU")));
        References tagged = with(AppraisalFixtures.own("tag-west-1", west));
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").measuring(AssetTag.PCR, west.text()));

        assertThat(appraise(tagged).assetTag()).isEqualTo(PartVerdict.trusted(ref("tag-west-1")));
        host.reboot(BootProfile.of("2.17", "esxi", "5.1"));
        assertThat(appraise(tagged).reason())
                .isEqualTo("Asset tag does not measure asset-tag host=west-1 residency=EU site=west in PCR 22;"
                        + " reference tag-west-1 expects it.");

        AssetTag east = new AssetTag(HOST.id(), new TreeMap<>(Map.of("site", "east")));
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").measuring(AssetTag.PCR, east.text()));
        assertThat(appraise(tagged).reason())
                .isEqualTo("Asset tag measures asset-tag host=west-1 site=east; reference tag-west-1 expects"
                        + " asset-tag host=west-1 residency=EU site=west (PCR 22).");
        assertThat(appraise(with(AppraisalFixtures.own("tag-east", east))).reason())
                .contains("The asset tag says site east, the inventory has the host at west");
    }

    @Test
    void a_part_that_the_evidence_could_not_speak_of_is_judged_from_the_next_on_unless_it_is_required() {
        References own = with(AppraisalFixtures.own("west-1-own", HOST.id(), 8, "serial 4711"));
        Appraiser strict = new Appraiser(RequiredFacts.of(Map.of()), Set.of(Part.HOST_UNIQUE, Part.ASSET_TAG));

        assertThat(appraiser.appraise(HOST, evidence().claims(), own).trusted()).isTrue();
        Verdict verdict = strict.appraise(HOST, evidence().claims(), own);

        assertThat(verdict.trusted()).isFalse();
        assertThat(verdict.reason())
                .contains("not in the evidence: it lacks a PCR that reference west-1-own speaks of")
                .contains("No reference manifest is in force for ASSET_TAG of this host, and the part is required");
    }

    @Test
    void what_was_explained_for_one_host_is_not_worked_out_again_for_another_that_measured_the_same() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.0"));
        Evidence evidence = evidence();
        Explanations explanations = new Explanations();
        Verdict first = appraiser.appraise(HOST, evidence.claims(), GOOD, explanations);

        Verdict second = appraiser.appraise(
                HOST,
                new Claims(evidence.pcrs(), evidence.facts(), () -> {
                    throw new AssertionError("the log is not needed");
                }),
                GOOD,
                explanations);

        assertThat(second).isEqualTo(first);
        assertThat(second.reason()).contains("VMM measures hypervisor esxi 5.0");
    }

    @Test
    void required_facts_are_required() {
        host.fact("secure-boot", "false");
        assertThat(appraise(GOOD).configuration().reason())
                .isEqualTo("Configuration: secure-boot is \"false\", required is \"true\".");

        Verdict unreported = new Appraiser(RequiredFacts.of(Map.of("lockdown", "on")), Set.of())
                .appraise(HOST, evidence().claims(), GOOD);
        assertThat(unreported.reason()).isEqualTo("Configuration: lockdown was not reported, required is \"on\".");
        assertThat(unreported.trusted()).isFalse();
    }

    private static References with(ReferenceManifest manifest) {
        return new References(List.of(
                AppraisalFixtures.manifest(KnownGood.platform("2.17")),
                AppraisalFixtures.manifest(KnownGood.vmm("esxi", "5.1")),
                manifest));
    }

    private static ReferenceManifest renamed(ReferenceManifest manifest, String id, AppliesTo appliesTo) {
        return new ReferenceManifest(
                new ManifestId(id),
                1,
                manifest.part(),
                manifest.product(),
                manifest.productVersion(),
                appliesTo,
                null,
                manifest.values());
    }

    @Test
    void what_a_manager_reports_is_appraised_the_same() {
        assertThat(appraiser.appraise(HOST, vouched().claims(), GOOD).trusted()).isTrue();

        host.reboot(BootProfile.of("2.17", "esxi", "5.0"));

        Verdict verdict = appraiser.appraise(HOST, vouched().claims(), GOOD);
        assertThat(verdict.platform().status()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(verdict.vmm().reason())
                .isEqualTo(
                        "VMM measures hypervisor esxi 5.0; reference esxi-5.1 expects hypervisor esxi 5.1 (PCR 17).");
    }

    @Test
    void a_manager_reports_no_startup_locality_and_no_firmware_log() {
        host.reboot(BootProfile.of("2.17", "esxi", "5.1").startedAt(3));
        assertThat(appraiser.appraise(HOST, vouched().claims(), GOOD).trusted()).isTrue();

        host.reboot(BootProfile.of("2.18", "esxi", "5.1"));
        assertThat(appraiser.appraise(HOST, vouched().claims(), GOOD).platform().reason())
                .isEqualTo("Platform holds other PCR values than reference bios-2.17 leads to, and the event log does"
                        + " not say why.");
    }

    /** The host's evidence as a manager reports it: the same PCRs, and the log of the measured launch only. */
    private Evidence vouched() {
        Evidence quoted = evidence();
        TpmReport report = new TpmReport(
                quoted.pcrs(),
                quoted.eventLog().events().stream()
                        .filter(event -> event.pcr() >= 17)
                        .toList());
        return switch (report.toEvidence(quoted.id(), NOW, new VouchedBy("vc-east"), quoted.facts())) {
            case TpmReport.Outcome.Complete(var evidence) -> evidence;
            case TpmReport.Outcome.Refused(var rejection) -> throw new AssertionError(rejection);
        };
    }

    private Verdict appraise(References references) {
        return appraiser.appraise(
                HOST,
                AppraisalFixtures.evidence(host, NOW, references.selection(HOST))
                        .claims(),
                references);
    }

    private Evidence evidence() {
        return AppraisalFixtures.evidence(host, NOW);
    }
}
