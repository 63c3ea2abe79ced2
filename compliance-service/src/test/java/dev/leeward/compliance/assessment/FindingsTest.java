package dev.leeward.compliance.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.control.Control;
import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.HostFact.TrustChanged;
import dev.leeward.compliance.evidence.Provenance;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final PartTrust GOOD = new PartTrust(TrustStatus.TRUSTED, "", "manifest", 1);
    private static final PartTrust BAD = new PartTrust(TrustStatus.UNTRUSTED, "it differs", "manifest", 1);

    @Test
    void aResultThatIsOnlyRenewedFindsNothing() {
        TrustChanged first = result(GOOD, NOW);
        TrustChanged renewed = result(GOOD, NOW.plusSeconds(300));

        List<Finding> findings = Findings.of(Findings.trustAfter(first), event(renewed), renewed);

        assertThat(findings).isEmpty();
    }

    @Test
    void aResultThatDiffersInOnePartAloneFindsItsControl() {
        TrustChanged first = result(GOOD, NOW);
        TrustChanged moved = result(BAD, NOW);

        List<Finding> findings = Findings.of(Findings.trustAfter(first), event(moved), moved);

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.assessment().control()).isEqualTo(Control.TRUSTED_CONFIGURATION);
            assertThat(finding.previous()).isEqualTo(ControlStatus.SATISFIED);
            assertThat(finding.assessment().status()).isEqualTo(ControlStatus.NOT_SATISFIED);
        });
    }

    private static TrustChanged result(PartTrust assetTag, Instant attested) {
        return new TrustChanged(
                "west-1",
                "west-1",
                "west",
                GOOD,
                GOOD,
                GOOD,
                assetTag,
                GOOD,
                TrustStatus.TRUSTED,
                TrustStatus.TRUSTED,
                "",
                attested,
                attested.plusSeconds(600),
                "HARDWARE_QUOTE",
                "evidence",
                "digest");
    }

    private static Event event(TrustChanged result) {
        return new Event(
                "0190-1",
                "TrustChanged",
                NOW,
                null,
                "west",
                "attestation-service",
                "correlation",
                null,
                "attestation-service/host/west-1",
                1,
                1,
                new Provenance("leeward.host.trust.v1", 0, 0),
                result);
    }
}
