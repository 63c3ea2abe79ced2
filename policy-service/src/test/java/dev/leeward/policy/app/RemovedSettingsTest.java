package dev.leeward.policy.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemovedSettingsTest {
    @Test
    void aFolderOfPoliciesFailsTheStartAndNamesTheNewWay() {
        assertThatThrownBy(() -> check(Map.of("leeward.policies.dir", "/etc/leeward/policies")))
                .hasMessageContaining("/etc/leeward/policies")
                .hasMessageContaining("POST /v1/policy-sets/provider/versions")
                .hasMessageContaining("docs/policies.md");
    }

    @Test
    void withoutOneItStarts() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    private static void check(Map<String, String> values) {
        new RemovedSettings(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(values, "test", 100))
                        .build())
                .check();
    }
}
