package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.compliance.assessment.RatingPoint;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "1249, 1.2 s",
        "30000, 30 s",
        "60000, 1 min",
        "184000, 3 min 4 s",
        "7200000, 2 h",
        "7500000, 2 h 5 min"
    })
    void durationsReadAsPeopleSayThem(long millis, String text) {
        assertThat(Format.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "1610612736, 1.5 GiB"})
    void bytesReadInBinaryUnits(long bytes, String text) {
        assertThat(Format.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "RolledBack, Rolled back",
        "PENDING_APPROVAL, Pending approval",
        "migration-blocked-by-trust, Migration blocked by trust",
        "DENY, Denied",
        "rpo-breached, RPO breached"
    })
    void namesReadAsWords(String name, String words) {
        assertThat(Format.words(name)).isEqualTo(words);
    }

    @Test
    void timesAreExactInUtc() {
        Instant at = Instant.parse("2026-11-23T14:46:10.123Z");

        assertThat(Format.exact(at)).isEqualTo("2026-11-23 14:46:10.123 UTC");
        assertThat(Format.at(at)).isEqualTo("23 Nov 14:46:10 UTC");
    }

    @Test
    void aTrendIsPairsOfTimeAndPercent() {
        assertThat(Format.series(List.of(new RatingPoint(Instant.ofEpochMilli(5), 75.0, 3, 4))))
                .isEqualTo("[[5,75.0]]");
        assertThat(Format.series(List.of())).isEqualTo("[]");
    }

    @Test
    void theConsoleTakesNoLinkAndNoAnswerUnlessSomebodySaysSo() {
        ConsoleConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ConsoleConfig.class)
                .build()
                .getConfigMapping(ConsoleConfig.class);

        assertThat(config.loginLink()).isFalse();
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.policyService()).isEmpty();
        assertThat(config.policyServiceTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy:8082",
                "ftp://policy",
                "http://policy/v1",
                "http://ann:secret@policy",
                "http://policy?x=y",
                "http:///",
                "mailto:ann@example"
            })
    void whatIsNoAddressOfPolicyServiceFailsTheStart(String address) {
        ConsoleConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ConsoleConfig.class)
                .withDefaultValue("leeward.console.policy-service", address)
                .build()
                .getConfigMapping(ConsoleConfig.class);

        assertThatThrownBy(() -> new PolicyService(config, new ObjectMapper()))
                .hasMessageContainingAll("leeward.console.policy-service", address, "http://leeward-policy");
    }
}
