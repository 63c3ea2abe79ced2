package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults are part of the API. */
class GatewaySettingsTest {

    @Test
    void the_defaults_are_as_documented() {
        GatewaySettings settings = TestGateway.settings(Map.of());

        assertThat(settings.upstream()).isEmpty();
        assertThat(settings.upstreamCa()).isEmpty();
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8443);
        assertThat(settings.maxMessage()).isEqualTo(4 * 1024 * 1024);
        assertThat(settings.decisionTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.connections()).isEqualTo(1000);
        assertThat(settings.unknownWorkload()).isEqualTo(GatewaySettings.UnknownWorkload.TRUST_ONLY);
        assertThat(settings.hostId()).isEqualTo(GatewaySettings.HostIdentity.NAME);
        assertThat(settings.workloadId()).isEqualTo(GatewaySettings.WorkloadIdentity.INSTANCE_UUID);
        assertThat(settings.passedPaths())
                .contains("/folder", "/nfc", "/sts", "/pbm")
                .doesNotContain("/ui", "/mob", "/eam", "/");
        assertThat(settings.passedMethods()).isEmpty();
        assertThat(settings.watchInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.decisionWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.roles()).containsExactly("operator");
        assertThat(settings.people()).isEmpty();
    }

    @Test
    void an_unknown_key_fails_the_start() {
        assertThatThrownBy(() -> TestGateway.settings(Map.of("unknown-workloads", "DENY")))
                .hasMessageContaining("unknown-workloads");
    }
}
