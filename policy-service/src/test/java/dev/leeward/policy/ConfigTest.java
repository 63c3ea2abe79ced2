package dev.leeward.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.policy.app.MigrationCaConfig;
import dev.leeward.policy.app.PolicyConfig;
import dev.leeward.policy.app.ReviewConfig;
import dev.leeward.policy.app.ReviewConfig.Signatures;
import dev.leeward.policy.review.Review;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
    @Test
    void theDefaultsAreAsDocumented() {
        PolicyConfig config = config(Map.of()).getConfigMapping(PolicyConfig.class);

        assertThat(config.maxStaleness()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.decisionLifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.approvalLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.breakGlassLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.resultKeys()).isEmpty();
    }

    @Test
    void itTakesTwoPeopleToPublishUnlessSaidOtherwiseAndSignaturesAreOptional() {
        ReviewConfig config = config(Map.of()).getConfigMapping(ReviewConfig.class);

        assertThat(config.review()).isEqualTo(Review.TWO_PERSON);
        assertThat(config.signatures()).isEqualTo(Signatures.OPTIONAL);
        assertThat(config.signers()).isEmpty();
        assertThat(config(Map.of("leeward.policy.review", "single"))
                        .getConfigMapping(ReviewConfig.class)
                        .review())
                .isEqualTo(Review.SINGLE);
    }

    @Test
    void thereIsNoAuthorityForMigrationsUnlessItIsNamedAndItsCertificatesAreShortLived() {
        MigrationCaConfig config = config(Map.of()).getConfigMapping(MigrationCaConfig.class);

        assertThat(config.authorities()).isEmpty();
        assertThat(config.lifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.kept()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void anUnknownKeyFailsTheStart() {
        assertThatThrownBy(() -> config(Map.of("leeward.policy.max-stalenes", "1s")))
                .hasMessageContaining("leeward.policy.max-stalenes");
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(PolicyConfig.class)
                .withMapping(ReviewConfig.class)
                .withMapping(MigrationCaConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(Path.class, 100, new PathConverter())
                .build();
    }
}
