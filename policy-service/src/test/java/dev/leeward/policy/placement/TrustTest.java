package dev.leeward.policy.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.policy.Given;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrustTest {
    private static final Instant AT = Given.NOW;

    @Test
    void trustCountsUntilTheInstantItExpires() {
        Trust trust = trusted(AT.minusSeconds(60), AT.plusSeconds(1));

        assertThat(trust.at(AT).granted()).isTrue();
        assertThat(trust.at(AT.plusMillis(999)).granted()).isTrue();
        assertThat(trust.at(AT.plusSeconds(1)).status()).isEqualTo(TrustStatus.STALE);
        assertThat(trust.at(AT.plusSeconds(1)).reason()).contains("expired at 2026-11-01T12:00:01Z");
    }

    @Test
    void trustWithoutATermGrantsNothing() {
        Trust trust = new Trust(TrustStatus.TRUSTED, "", AT, null, Assurance.HARDWARE_QUOTE);

        assertThat(trust.at(AT).status()).isEqualTo(TrustStatus.STALE);
    }

    @Test
    void trustFromTheFutureMeansThatAClockIsWrongAndGrantsNothing() {
        Trust trust = trusted(AT.plus(Duration.ofHours(2)), AT.plus(Duration.ofHours(3)));

        assertThat(trust.at(AT).status()).isEqualTo(TrustStatus.STALE);
        assertThat(trust.at(AT).reason()).contains("synchronise the clocks");
    }

    @Test
    void aSmallDifferenceOfClocksIsNoReasonToDoubt() {
        Trust trust = trusted(AT.plusSeconds(30), AT.plusSeconds(600));

        assertThat(trust.at(AT).granted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = TrustStatus.class, names = "TRUSTED", mode = EnumSource.Mode.EXCLUDE)
    void noOtherStatusEverCounts(TrustStatus status) {
        Trust trust = new Trust(status, "why", AT, AT.plusSeconds(600), Assurance.HARDWARE_QUOTE);

        assertThat(trust.at(AT)).isEqualTo(trust);
        assertThat(trust.at(AT).granted()).isFalse();
    }

    private static Trust trusted(Instant at, Instant until) {
        return new Trust(TrustStatus.TRUSTED, "", at, until, Assurance.HARDWARE_QUOTE);
    }
}
