package dev.leeward.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Evidence;
import dev.leeward.attestation.evidence.PcrValues;
import dev.leeward.attestation.reference.AppliesTo;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.Part;
import dev.leeward.attestation.reference.ReferenceManifest;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCR 17 and 18 of a host that was never launched measured: whatever a manifest says, they match nothing. */
class MeasuredLaunchTest {

    private static final String SET = "5a".repeat(32);

    private final Appraiser appraiser = new Appraiser(RequiredFacts.of(Map.of()), Set.of());
    private final Evidence launched = AppraisalFixtures.evidence(
            MeasuredHost.boot(SoftwareTpm.manufacture(Clock.systemUTC()), BootProfile.of("2.17", "esxi", "5.1")),
            Instant.parse("2026-11-01T00:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "00, 00, PCR 17 is all zero",
        "ff, ff, PCR 17 is all ones",
        "00, ff, PCR 17 is all zero",
        "ff, 00, PCR 17 is all ones",
        "00, '', PCR 17 is all zero",
        "ff, '', PCR 17 is all ones",
        "'', 00, 'PCR 17 is set, but PCR 18 is not'",
        "'', ff, 'PCR 17 is set, but PCR 18 is not'",
    })
    void all_zero_and_all_ones_are_no_measured_launch(String pcr17, String pcr18, String words) {
        Verdict verdict = appraiser.appraise(
                AppraisalFixtures.HOST,
                with(filled(pcr17), filled(pcr18)).claims(),
                AppraisalFixtures.references(KnownGood.platform("2.17"), KnownGood.vmm("esxi", "5.1")));

        assertThat(verdict.vmm().status()).isEqualTo(TrustStatus.UNTRUSTED);
        assertThat(verdict.vmm().reason()).contains("No measured launch took place", words);
    }

    /** A reference that expects nothing would be led to by a host that measured nothing. */
    @Test
    void no_manifest_can_say_that_nothing_is_measured() {
        assertThatThrownBy(() -> new ReferenceManifest(
                        new ManifestId("nothing"), 1, Part.VMM, "esxi", "5.1", AppliesTo.EVERY_HOST, null, List.of()))
                .hasMessageContaining("no value for PCR 17, 18");
    }

    private static String filled(String with) {
        return with.isEmpty() ? SET : with.repeat(32);
    }

    private Evidence with(String pcr17, String pcr18) {
        TreeMap<Integer, Bytes> values = new TreeMap<>(launched.pcrs().values());
        values.put(17, Bytes.ofHex(pcr17));
        values.put(18, Bytes.ofHex(pcr18));
        return new Evidence(
                launched.id(),
                launched.measuredAt(),
                launched.voucher(),
                new PcrValues(values),
                launched.eventLog(),
                launched.facts());
    }
}
