package dev.leeward.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.app.EnrolmentMode;
import dev.leeward.attestation.app.Settings;
import dev.leeward.attestation.appraisal.Assurance;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Defaults are part of the API. */
class SettingsTest {

    @Test
    void the_defaults_are_as_documented() throws IOException {
        Settings settings = config(shipped()).getConfigMapping(Settings.class);

        assertThat(settings.trustLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.challengeLifetime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.openChallenges()).isEqualTo(8);
        assertThat(settings.enrolment()).isEqualTo(EnrolmentMode.CREDENTIAL_ACTIVATION);
        assertThat(settings.enrolmentLifetime()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.openEnrolments()).isEqualTo(4);
        assertThat(settings.evidenceRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.renewalRetention()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.renewalsKept()).isEqualTo(10);
        assertThat(settings.sweepInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.requiredParts()).isEmpty();
        assertThat(settings.extraPcrs()).isEmpty();
        assertThat(settings.manifestSignatures()).isEqualTo(Settings.ManifestSignatures.OPTIONAL);
        assertThat(settings.resultSigning().keys()).isEmpty();
        assertThat(settings.resultSigning().issuer()).isEqualTo("attestation-service");
        assertThat(settings.minimumAssurance()).isEqualTo(Assurance.VOUCHED);
        assertThat(settings.requiredFacts()).isEqualTo(Map.of("secure-boot", "true"));
        assertThat(settings.schedule().interval()).isEmpty();
        assertThat(settings.schedule().sites()).isEmpty();
        assertThat(settings.schedule().tenants()).isEmpty();
        assertThat(settings.schedule().firstRetry()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.schedule().inFlight()).isEqualTo(2000);
        assertThat(settings.schedule().longestWait()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.schedule().waiting()).isEqualTo(50_000);
        assertThat(settings.schedule().overdueAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.schedule().demandLifetime()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void an_unknown_key_fails_the_start() {
        assertThatThrownBy(() -> config(Map.of("leeward.attestation.trust-lifetme", "1s")))
                .hasMessageContaining("leeward.attestation.trust-lifetme");
    }

    /** What application.properties says of ours. */
    private static Map<String, String> shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(
                Path.of("src", "main", "resources", "application.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> ours = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("leeward.attestation.")) {
                ours.put(key, properties.getProperty(key));
            }
        }
        return ours;
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(Settings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(Path.class, 100, new PathConverter())
                .build();
    }
}
