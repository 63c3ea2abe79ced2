package dev.leeward.policy.edge.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults are part of the API. */
class HookSettingsTest {

    @Test
    void nobody_who_did_not_ask_migrates_and_an_operator_may_start() {
        HookSettings settings = settings(Map.of());

        assertThat(settings.migrationRoles()).isEmpty();
        assertThat(settings.startRoles()).containsExactly("operator");
        assertThat(settings.machines()).isEmpty();
    }

    @Test
    void an_unknown_key_fails_the_start() {
        assertThatThrownBy(() -> settings(Map.of("leeward.libvirt-hook.migration-role", "operator")))
                .hasMessageContaining("migration-role");
    }

    private static HookSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(HookSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(HookSettings.class);
    }
}
