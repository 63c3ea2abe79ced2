package dev.leeward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void addressesHaveTheDocumentedDefaults() {
        var settings = new Settings(Path.of("/"), Path.of("/tmp"), Map.of());

        assertThat(settings.port(Part.COMPLIANCE)).isEqualTo(8080);
        assertThat(settings.port(Part.ATTESTATION)).isEqualTo(8081);
        assertThat(settings.port(Part.POLICY)).isEqualTo(8082);
        assertThat(settings.port(Part.MIGRATION)).isEqualTo(8083);
        assertThat(settings.port(Part.DR)).isEqualTo(8084);
        assertThat(settings.bootstrapServers()).isEqualTo("127.0.0.1:19092");
        assertThat(settings.port(Part.POSTGRES)).isEqualTo(15_432);
    }

    @Test
    void everyPortMovesByItsVariable() {
        for (var part : Part.values()) {
            var settings = new Settings(Path.of("/"), Path.of("/tmp"), Map.of(part.variable(), "4711"));

            assertThat(settings.port(part)).isEqualTo(4711);
        }
    }

    @Test
    void aPortThatIsNoneIsNamedWithItsVariable() {
        for (var wrong : List.of("nine", "0", "70000", "-1")) {
            var settings = new Settings(Path.of("/"), Path.of("/tmp"), Map.of("LEEWARD_DR_PORT", wrong));

            assertThatThrownBy(() -> settings.port(Part.DR))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("LEEWARD_DR_PORT")
                    .hasMessageContaining("1 to 65535");
        }
    }

    @Test
    void hostsAttestEveryMinuteOrAsOftenAsIsSaid() {
        assertThat(attestationInterval(Map.of())).isEqualTo(Duration.ofMinutes(1));
        assertThat(attestationInterval(Map.of("LEEWARD_INTERVAL", "4"))).isEqualTo(Duration.ofSeconds(4));
        for (var wrong : List.of("", "0", "4s", "-1", "123456")) {
            assertThatThrownBy(() -> attestationInterval(Map.of("LEEWARD_INTERVAL", wrong)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("LEEWARD_INTERVAL is '" + wrong + "'");
        }
    }

    private static Duration attestationInterval(Map<String, String> environment) {
        return new Settings(Path.of("/"), Path.of("/tmp"), environment).attestationInterval();
    }

    @Test
    void optionsAreReadInBothSpellings() {
        var options = Options.parse(List.of("demo", "--fresh", "--tpm=swtpm", "--world", "my.yaml"));

        assertThat(options.command()).isEqualTo("demo");
        assertThat(options.has("fresh")).isTrue();
        assertThat(options.value("tpm")).contains("swtpm");
        assertThat(options.value("world")).contains("my.yaml");
    }

    @Test
    void anUnknownOptionIsAnsweredWithTheKnownOnes() {
        var options = Options.parse(List.of("demo", "--wrold", "x"));

        assertThatThrownBy(() -> options.allow(Set.of("world", "fresh")))
                .hasMessageContaining("--wrold")
                .hasMessageContaining("--fresh, --world");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> Options.parse(List.of("up", "--world"))).hasMessageContaining("--world needs a value");
    }
}
