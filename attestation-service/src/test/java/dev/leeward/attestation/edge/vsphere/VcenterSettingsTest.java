package dev.leeward.attestation.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.attestation.app.ConfiguredSource;
import dev.leeward.attestation.edge.inventory.InventorySettings;
import dev.leeward.attestation.host.SourceId;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults are part of the API, and a mistake is named at the start. */
class VcenterSettingsTest {

    private static final String PREFIX = "leeward.inventory.vcenters[0].";
    private static final Map<String, String> LEAST = Map.of(
            PREFIX + "id", "vc-east",
            PREFIX + "url", "https://vcenter.example.com/sdk",
            PREFIX + "user", "reader",
            PREFIX + "password-file", "/etc/leeward/vcenter/vc-east/password",
            PREFIX + "site", "east");

    @Test
    void no_vcenter_is_configured_unless_one_is() {
        assertThat(settings(Map.of()).vcenters()).isEmpty();
    }

    @Test
    void the_defaults_are_as_documented() {
        VcenterSettings.Connection vcenter = settings(LEAST).vcenters().getFirst();

        assertThat(vcenter.interval()).isEqualTo(Duration.ofMinutes(2));
        assertThat(vcenter.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(vcenter.pageSize()).isEqualTo(50);
        assertThat(vcenter.hostId()).isEqualTo(VcenterSettings.HostIdentity.NAME);
        assertThat(vcenter.caFile()).isEmpty();
        assertThat(vcenter.sites()).isEmpty();
        assertThat(new VcenterCatalog(settings(LEAST)).sources())
                .containsExactly(
                        new ConfiguredSource(new SourceId("vc-east"), "vcenter", "https://vcenter.example.com/sdk"));
    }

    @Test
    void environment_variables_do_as_well() {
        String prefix = "LEEWARD_INVENTORY_VCENTERS_0__";
        SmallRyeConfig config = builder()
                .withSources(new EnvConfigSource(
                        Map.of(
                                prefix + "ID", "vc-east",
                                prefix + "URL", "https://vcenter.example.com/sdk",
                                prefix + "USER", "reader",
                                prefix + "PASSWORD_FILE", "/run/secrets/password",
                                prefix + "HOST_ID", "UUID",
                                prefix + "SITES_0__DATACENTER", "DC 0",
                                prefix + "SITES_0__SITE", "east",
                                prefix + "SITES_1__DATACENTER", "DC 1",
                                prefix + "SITES_1__CLUSTER", "C1",
                                prefix + "SITES_1__SITE", "west"),
                        300))
                .build();

        VcenterSettings.Connection vcenter =
                config.getConfigMapping(VcenterSettings.class).vcenters().getFirst();

        assertThat(vcenter.passwordFile()).contains(Path.of("/run/secrets/password"));
        assertThat(vcenter.hostId()).isEqualTo(VcenterSettings.HostIdentity.UUID);
        assertThat(vcenter.sites())
                .extracting(mapping ->
                        mapping.datacenter() + "/" + mapping.cluster().orElse("*") + "=" + mapping.site())
                .containsExactly("DC 0/*=east", "DC 1/C1=west");
    }

    @Test
    void an_unknown_key_fails_the_start() {
        assertThatThrownBy(() -> settings(with("pasword-file", "x"))).hasMessageContaining("pasword-file");
        assertThatThrownBy(() -> settings(Map.of("leeward.inventory.vcenter", "x")))
                .hasMessageContaining("leeward.inventory.vcenter");
    }

    @Test
    void a_mistake_is_named_by_source_and_key() {
        mistake(with("id", "VC East"), "VC East, id: is no id");
        mistake(with("url", "http://vcenter.example.com/sdk"), "vc-east, url: is no https address");
        mistake(with("url", "https://user:secret@vcenter.example.com/sdk"), "vc-east, url: is no https address");
        mistake(with("password-variable", "PASSWORD"), "vc-east, password-file");
        mistake(with("site", "East!"), "vc-east, site: East! is no id");
        Map<String, String> nowhere = new HashMap<>(LEAST);
        nowhere.remove(PREFIX + "site");
        mistake(nowhere, "vc-east, sites: is empty");
    }

    private static void mistake(Map<String, String> values, String message) {
        assertThatThrownBy(() -> new VcenterCatalog(settings(values)).sources())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> values = new HashMap<>(LEAST);
        values.put(PREFIX + key, value);
        return values;
    }

    private static VcenterSettings settings(Map<String, String> values) {
        return builder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(VcenterSettings.class);
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .withMapping(VcenterSettings.class)
                .withMapping(InventorySettings.class)
                .withConverter(Duration.class, 100, new DurationConverter());
    }
}
