package dev.leeward.compliance.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.compliance.control.Control;
import dev.leeward.compliance.control.ControlStatus;
import dev.leeward.compliance.host.PartTrust;
import dev.leeward.compliance.host.TrustStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RatingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void countsHostsThatSatisfyEveryControlThatAppliesToThem() {
        RatingCount count = new RatingCount();
        count.add("east", Assessments.of(trusted()));
        count.add("east", Assessments.of(trusted()));
        count.add("west", Assessments.of(trusted()));
        count.add("west", Assessments.of(badVmm()));

        Rating rating = count.rating();

        assertThat(rating.percent()).isEqualTo(75.0);
        assertThat(rating.bySite())
                .containsExactly(new Rating.BySite("east", 100, 2, 2), new Rating.BySite("west", 50, 1, 2));
        assertThat(rating.byControl())
                .containsExactly(
                        new Rating.ByControl(Control.TRUSTED_FIRMWARE, 100, 4, 4),
                        new Rating.ByControl(Control.TRUSTED_HYPERVISOR, 75, 3, 4),
                        new Rating.ByControl(Control.TRUSTED_CONFIGURATION, 100, 4, 4),
                        new Rating.ByControl(Control.CURRENT_ATTESTATION, 100, 4, 4));
    }

    @Test
    void withoutHostsThereIsNothingToRate() {
        assertThat(new RatingCount().rating()).isEqualTo(new Rating(0, 0, 0, List.of(), List.of()));
    }

    @Test
    void aHostThatWasNeverAttestedCountsAndSatisfiesNothing() {
        List<Assessment> assessments = Assessments.of(HostTrust.NEVER_ATTESTED);

        assertThat(assessments).extracting(Assessment::status).containsOnly(ControlStatus.UNKNOWN);
        assertThat(Assessments.applicable(assessments)).isTrue();
        assertThat(Assessments.satisfied(assessments)).isFalse();
    }

    @Test
    void trustThatHasExpiredIsNotTrust() {
        HostTrust expired = trusted().at(NOW.plusSeconds(60));

        assertThat(trusted().at(NOW.plusSeconds(59)).overall()).isEqualTo(TrustStatus.TRUSTED);
        assertThat(expired.overall()).isEqualTo(TrustStatus.STALE);
        assertThat(Assessments.satisfied(Assessments.of(expired))).isFalse();
    }

    @Test
    void aPartWithoutAReferenceDoesNotApplyToAHostThatIsTrustedWithoutIt() {
        HostTrust host = new HostTrust(
                good(), good(), null, null, PartTrust.NEVER_APPRAISED, TrustStatus.TRUSTED, "", NOW.plusSeconds(60));

        List<Assessment> assessments = Assessments.of(host);

        assertThat(assessments.get(2).status()).isEqualTo(ControlStatus.NOT_APPLICABLE);
        assertThat(Assessments.satisfied(assessments)).isTrue();
    }

    @Test
    void aHostWithTheAssetTagOfAnotherPlaceDoesNotSatisfyTheConfigurationControl() {
        PartTrust elsewhere = new PartTrust(TrustStatus.UNTRUSTED, "The asset tag says site east", "tag-west-1", 1);
        HostTrust host =
                new HostTrust(good(), good(), good(), elsewhere, good(), TrustStatus.UNTRUSTED, "elsewhere", null);

        Assessment configuration = Assessments.assess(Control.TRUSTED_CONFIGURATION, host);

        assertThat(configuration.status()).isEqualTo(ControlStatus.NOT_SATISFIED);
        assertThat(configuration.detail()).isEqualTo("The asset tag says site east");
        assertThat(Assessments.assess(Control.TRUSTED_FIRMWARE, host).status()).isEqualTo(ControlStatus.SATISFIED);
    }

    @Test
    void theTrendStartsWithWhatHeldAndFollowsEachChange() {
        List<RatingTrend.Change> changes = List.of(
                change("a", 0, true, false),
                change("a", 10, true, true),
                change("b", 20, true, false),
                change("b", 30, true, true),
                change("b", 40, false, false));

        List<RatingPoint> trend = RatingTrend.of(changes, NOW.plusSeconds(15), 100);

        assertThat(trend)
                .containsExactly(
                        new RatingPoint(NOW.plusSeconds(15), 100, 1, 1),
                        new RatingPoint(NOW.plusSeconds(20), 50, 1, 2),
                        new RatingPoint(NOW.plusSeconds(30), 100, 2, 2),
                        new RatingPoint(NOW.plusSeconds(40), 100, 1, 1));
    }

    @Test
    void theTrendIsThinnedButKeepsItsEnds() {
        List<RatingTrend.Change> changes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            changes.add(change("host-" + i, i, true, i % 2 == 0));
        }

        List<RatingPoint> trend = RatingTrend.of(changes, NOW, 10);

        assertThat(trend).hasSize(10);
        assertThat(trend.getFirst().applicable()).isEqualTo(1);
        assertThat(trend.getLast().applicable()).isEqualTo(1_000);
    }

    private static RatingTrend.Change change(String host, long second, boolean applicable, boolean satisfied) {
        return new RatingTrend.Change(host, NOW.plusSeconds(second), applicable, satisfied);
    }

    private static HostTrust trusted() {
        return host(good(), TrustStatus.TRUSTED, NOW.plusSeconds(60));
    }

    private static HostTrust badVmm() {
        return host(new PartTrust(TrustStatus.UNTRUSTED, "PCR 17 differs", "esxi-5.1", 1), TrustStatus.UNTRUSTED, null);
    }

    private static HostTrust host(PartTrust vmm, TrustStatus overall, @Nullable Instant until) {
        return new HostTrust(good(), vmm, null, null, good(), overall, "", until);
    }

    private static PartTrust good() {
        return new PartTrust(TrustStatus.TRUSTED, "", "reference", 1);
    }
}
