package dev.leeward.policy.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults are part of the API. */
class AdmissionSettingsTest {

    @Test
    void the_defaults_are_as_documented() {
        AdmissionSettings settings = TestWebhook.settings(Map.of());

        assertThat(settings.cluster()).isEmpty();
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(9443);
        assertThat(settings.certificate()).isEmpty();
        assertThat(settings.key()).isEmpty();
        assertThat(settings.clientCa()).isEmpty();
        assertThat(settings.tokenFile()).isEmpty();
        assertThat(settings.maxMessage()).isEqualTo(8 * 1024 * 1024);
        assertThat(settings.decisionTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.kubeconfig()).isEmpty();
        assertThat(settings.workloadId()).isEqualTo(AdmissionSettings.WorkloadIdentity.NAME);
        assertThat(settings.unknownWorkload()).isEqualTo(AdmissionSettings.UnknownWorkload.TRUST_ONLY);
        assertThat(settings.requireAffinity()).isFalse();
        assertThat(settings.maxCandidates()).isEqualTo(500);
        assertThat(settings.marks()).isTrue();
        assertThat(settings.taints()).isTrue();
        assertThat(settings.markInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.roles()).containsExactly("operator");
        assertThat(settings.people()).isEmpty();
        assertThat(settings.namespaces()).isEmpty();
    }

    @Test
    void an_unknown_key_fails_the_start() {
        assertThatThrownBy(() -> TestWebhook.settings(Map.of("failure-policy", "Ignore")))
                .hasMessageContaining("failure-policy");
    }

    @Test
    void somebody_who_is_both_a_user_and_a_group_or_neither_fails_the_start() {
        assertThatThrownBy(() -> new Principals(
                        TestWebhook.settings(Map.of("people[0].user", "olga", "people[0].group", "operators"))))
                .hasMessageContaining("leeward.admission.people[0]");
        assertThatThrownBy(() -> new Principals(TestWebhook.settings(Map.of("people[0].roles", "operator"))))
                .hasMessageContaining("leeward.admission.people[0]");
    }
}
