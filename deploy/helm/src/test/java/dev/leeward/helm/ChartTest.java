package dev.leeward.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import dev.leeward.events.Topic;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart, through the real Helm engine: lint, rendering, strict parsing, and what it must not accept. */
class ChartTest {
    private static final Path CHART = Path.of("leeward").toAbsolutePath();
    private static final String KUBERNETES = "1.31.0";
    private static final List<String> SERVICES = List.of(
            "attestation-service", "policy-service", "migration-service", "dr-orchestrator", "compliance-service");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Stream<Path> valuesOfEveryKind() throws IOException {
        try (var files = Files.list(CHART.resolve("ci"))) {
            return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList().stream();
        }
    }

    @Test
    void lintsStrictly() {
        var result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    void everyObjectIsOneThatKubernetesKnowsToTheLastField(Path values) throws IOException {
        var objects = objects(rendered(values));

        assertThat(objects).isNotEmpty();
        var strict = new ObjectMapper();
        strict.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        var serialization = new KubernetesSerialization(strict, true);
        for (var object : objects) {
            if (isKubernetesOwn(object)) {
                assertThat((Object) serialization.convertValue(object, HasMetadata.class))
                        .as(object.toString())
                        .isInstanceOf(HasMetadata.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    void everyServiceRunsRestrictedWithItsThreeProbes(Path values) throws IOException {
        var deployments = deployments(rendered(values));

        assertThat(deployments)
                .extracting(deployment -> deployment.getMetadata().getLabels().get("app.kubernetes.io/name"))
                .containsExactlyInAnyOrderElementsOf(SERVICES);
        for (var deployment : deployments) {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            var container = pod.getContainers().getFirst();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getStartupProbe()).isNotNull();
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(container.getResources().getLimits()).containsKey("memory");
        }
    }

    @Test
    void secretsAreOnlyReferredTo() throws IOException {
        var objects = objects(rendered(CHART.resolve("ci/full-values.yaml")));

        assertThat(objects).noneMatch(object -> object.path("kind").asText().equals("Secret"));
        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("ConfigMap"))
                .allSatisfy(map -> assertThat(map.path("data")
                                .toString()
                                .toUpperCase(java.util.Locale.ROOT)
                                .replace("PASSWORD_FILE", "")
                                .replaceAll("/ETC/LEEWARD/VCENTER/[^/]+/PASSWORD", ""))
                        .doesNotContain("PASSWORD", "JAAS"));
    }

    @Test
    void everyVcenterIsConfiguredAndItsSecretsAreMountedWhereTheConfigurationSays() throws IOException {
        var manifests = rendered(CHART.resolve("ci/full-values.yaml"));

        var configuration = objects(manifests).stream()
                .filter(object -> object.path("kind").asText().equals("ConfigMap"))
                .map(map -> map.path("data"))
                .filter(data -> data.has("LEEWARD_INVENTORY_VCENTERS_0__ID"))
                .findFirst()
                .orElseThrow();
        assertThat(configuration
                        .path("LEEWARD_INVENTORY_VCENTERS_0__SITES_1__CLUSTER")
                        .asText())
                .isEqualTo("West");
        assertThat(configuration.path("LEEWARD_INVENTORY_VCENTERS_1__HOST_ID").asText())
                .isEqualTo("UUID");
        var pod = deployments(manifests).stream()
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .filter(spec -> spec.getVolumes().stream()
                        .anyMatch(volume -> volume.getName().equals("vcenter-1")))
                .toList();
        assertThat(pod).singleElement().satisfies(spec -> {
            assertThat(spec.getContainers().getFirst().getVolumeMounts())
                    .extracting(mount -> mount.getMountPath() + "/password")
                    .contains(
                            configuration
                                    .path("LEEWARD_INVENTORY_VCENTERS_0__PASSWORD_FILE")
                                    .asText(),
                            configuration
                                    .path("LEEWARD_INVENTORY_VCENTERS_1__PASSWORD_FILE")
                                    .asText());
            assertThat(spec.getVolumes().stream()
                            .filter(volume -> volume.getName().equals("vcenter-0"))
                            .flatMap(volume -> volume.getProjected().getSources().stream())
                            .map(source -> source.getSecret().getName()))
                    .containsExactly("vcenter-east", "vcenter-east-ca");
        });
    }

    @Test
    void strimziGetsEveryTopicOfTheCatalogue() throws IOException {
        var topics = objects(rendered(CHART.resolve("ci/full-values.yaml"))).stream()
                .filter(object -> object.path("kind").asText().equals("KafkaTopic"))
                .map(object -> object.path("metadata").path("name").asText())
                .toList();

        assertThat(topics)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList());
    }

    @Test
    void strimziGivesEachTopicOneWriter() throws IOException {
        var writers = new ArrayList<Map.Entry<String, String>>();
        for (var user : objects(rendered(CHART.resolve("ci/full-values.yaml")))) {
            if (user.path("kind").asText().equals("KafkaUser")) {
                for (var acl : user.path("spec").path("authorization").path("acls")) {
                    if (acl.path("operations").toString().contains("Write")) {
                        writers.add(Map.entry(
                                acl.path("resource").path("name").asText(),
                                user.path("metadata").path("name").asText()));
                    }
                }
            }
        }

        assertThat(writers)
                .extracting(Map.Entry::getKey)
                .doesNotHaveDuplicates()
                .hasSize(Topic.values().length);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.bootstrapServers, nonsense, bootstrapServers",
        "kafka.securityProtocol, TELNET, securityProtocol",
        "identity.issuerUrl, ftp://x, issuerUrl",
        "defaults.replicas, 0, replicas",
        "kafka.bootstrapServer, kafka:9092, bootstrapServer",
        "services.policy.database.url, mysql://x, url",
        "attestation.resultSigning.existingSecret, Not_A_Name, existingSecret",
        "policy.review, three-person, review",
        "policy.signatures, required, signers",
        "vcenters[0].url, http://vcenter.example.com/sdk, url",
        "vcenters[0].id, file, id",
        "vcenters[0].password, secret, password",
        "policy.migrationCa.existingSecret, Not_A_Name, existingSecret",
        "policy.migrationCa.lifetime, forever, lifetime",
        "policy.vsphereGateway.upstream, http://vcenter.example.com, upstream",
        "policy.vsphereGateway.upstream, https://vcenter.example.com, tlsSecret",
        "policy.vsphereGateway.unknownWorkload, ALLOW, unknownWorkload",
        "policy.admission.enabled, true, cluster",
        "policy.admission.failurePolicy, Ignore, failurePolicy",
        "policy.admission.timeoutSeconds, 31, timeoutSeconds",
        "policy.admission.unknownWorkload, ALLOW, unknownWorkload",
        "policy.admission.injectCaFrom, leeward, injectCaFrom",
        "policy.admission.bindings.enabled, true, namespaceSelector",
    })
    void aWrongValueIsRefusedByName(String key, String value, String named) {
        var template = new Helm(CHART).template().withKubeVersion(KUBERNETES).set(key, value);

        assertThatThrownBy(template::call).hasMessageContaining(named);
    }

    @Test
    void resultKeysAreMountedWhereTheServicesLook() throws IOException {
        var deployments = deployments(rendered(CHART.resolve("ci/full-values.yaml")));

        assertThat(volume(deployments, "attestation-service", "result-signing")
                        .getSecret()
                        .getSecretName())
                .isEqualTo("leeward-result-signing");
        assertThat(volume(deployments, "policy-service", "result-keys")
                        .getConfigMap()
                        .getName())
                .isEqualTo("leeward-result-keys");
        assertThat(rendered(CHART.resolve("ci/full-values.yaml")))
                .contains(
                        "LEEWARD_ATTESTATION_RESULT_SIGNING_KEYS: /etc/leeward/result-signing\n",
                        "LEEWARD_POLICY_RESULT_KEYS: /etc/leeward/result-keys/result-keys.json\n");
        assertThat(rendered(CHART.resolve("ci/minimal-values.yaml"))).doesNotContain("result-signing", "result-keys");
    }

    @Test
    void theMigrationAuthorityIsMountedWhereTheServiceLooks() throws IOException {
        String with = rendered(CHART.resolve("ci/full-values.yaml"));

        assertThat(volume(deployments(with), "policy-service", "migration-ca")
                        .getSecret()
                        .getSecretName())
                .isEqualTo("leeward-migration-ca");
        assertThat(with)
                .contains(
                        "LEEWARD_MIGRATION_CA_AUTHORITIES: /etc/leeward/migration-ca\n",
                        "LEEWARD_MIGRATION_CA_LIFETIME: \"5m\"\n");
        assertThat(rendered(CHART.resolve("ci/minimal-values.yaml"))).doesNotContain("migration-ca");
    }

    @Test
    void theVsphereGatewayIsThereOnlyWhereItsVcenterIs() throws IOException {
        String with = rendered(CHART.resolve("ci/full-values.yaml"));

        assertThat(objects(with))
                .filteredOn(object -> object.path("kind").asText().equals("Service"))
                .filteredOn(
                        object -> object.path("metadata").path("name").asText().endsWith("-vsphere-gateway"))
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.path("spec").path("type").asText()).isEqualTo("LoadBalancer");
                    assertThat(service.path("spec")
                                    .path("ports")
                                    .path(0)
                                    .path("targetPort")
                                    .asText())
                            .isEqualTo("vsphere");
                });
        assertThat(with).contains("LEEWARD_VSPHERE_GATEWAY_UPSTREAM: \"https://vcenter.example.com\"\n", "10.1.0.0/16");
        assertThat(volume(deployments(with), "policy-service", "vsphere-gateway")
                        .getProjected()
                        .getSources())
                .extracting(source -> source.getSecret().getName())
                .containsExactly("vsphere-gateway-tls", "vcenter-east-ca", "vcenter-east");
        assertThat(rendered(CHART.resolve("ci/minimal-values.yaml"))).doesNotContain("vsphere");
    }

    @Test
    void theAdmissionWebhookFailsClosedAndIsThereOnlyWhereItIsEnabled() throws IOException {
        String with = rendered(CHART.resolve("ci/full-values.yaml"));

        JsonNode webhook =
                ofKind(with, "ValidatingWebhookConfiguration").path("webhooks").path(0);
        assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Fail");
        assertThat(webhook.path("sideEffects").asText()).isEqualTo("NoneOnDryRun");
        assertThat(webhook.path("timeoutSeconds").asInt()).isEqualTo(5);
        assertThat(webhook.at("/namespaceSelector/matchExpressions/0/key").asText())
                .isEqualTo("example.com/unguarded");
        assertThat(webhook.at("/clientConfig/service/name").asText()).isEqualTo("leeward-admission");
        assertThat(webhook.at("/clientConfig/service/path").asText()).isEqualTo("/admit");
        assertThat(with)
                .contains("cert-manager.io/inject-ca-from: leeward/leeward-admission", "10.2.0.0/24")
                .containsOnlyOnce("LEEWARD_ADMISSION_CLUSTER: \"blue\"\n")
                .contains(
                        "LEEWARD_ADMISSION_DECISION_TIMEOUT: \"5s\"\n",
                        "LEEWARD_ADMISSION_REQUIRE_AFFINITY: \"true\"\n");
        assertThat(volume(deployments(with), "policy-service", "admission")
                        .getProjected()
                        .getSources())
                .extracting(source -> source.getSecret().getName())
                .containsExactly("leeward-admission-tls", "api-server-client-ca", "leeward-admission-token");
        assertThat(rendered(CHART.resolve("ci/minimal-values.yaml")))
                .doesNotContain("dmission", "ADMISSION", "leeward.dev/untrusted", "ClusterRole");
    }

    @Test
    void whatMarksNodesMayDoThatAndReadMachinesAndNothingElse() throws IOException {
        JsonNode role = ofKind(rendered(CHART.resolve("ci/full-values.yaml")), "ClusterRole");
        List<JsonNode> tried;
        try (var documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(KubeApiServer.class.getResourceAsStream("roles.yaml"))) {
            tried = documents.readAll();
        }

        assertThat(role.path("rules")).hasSize(2).isEqualTo(tried.getFirst().path("rules"));
        assertThat(new Helm(CHART)
                        .template()
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(CHART.resolve("ci/full-values.yaml"))
                        .set("policy.admission.marks", "false")
                        .call())
                .contains("verbs: [get, list, watch]\n");
    }

    @Test
    void theSchedulersChoiceIsAskedAboutInChosenNamespacesOnlyWhereThatIsWanted() throws IOException {
        String with = new Helm(CHART)
                .template()
                .withKubeVersion(KUBERNETES)
                .withValuesFile(CHART.resolve("ci/full-values.yaml"))
                .set("policy.admission.bindings.enabled", "true")
                .set("policy.admission.bindings.namespaceSelector.matchLabels.machines", "here")
                .call();

        JsonNode webhook =
                ofKind(with, "ValidatingWebhookConfiguration").path("webhooks").path(1);
        assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Fail");
        assertThat(webhook.at("/rules/0/resources/0").asText()).isEqualTo("pods/binding");
        assertThat(webhook.at("/namespaceSelector/matchLabels/machines").asText())
                .isEqualTo("here");
        assertThat(ofKind(with, "ClusterRole").at("/rules/2/resources/0").asText())
                .isEqualTo("pods");
    }

    @Test
    void leewardItselfStartsWhereNoNodeIsTrustedYet() throws IOException {
        for (var deployment : deployments(rendered(CHART.resolve("ci/full-values.yaml")))) {
            assertThat(deployment.getSpec().getTemplate().getSpec().getTolerations())
                    .extracting(Toleration::getKey)
                    .containsExactly("dedicated", "leeward.dev/untrusted");
        }
    }

    private static JsonNode ofKind(String manifests, String kind) throws IOException {
        return objects(manifests).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void resultKeysComeFromOnePlace() {
        var template = new Helm(CHART)
                .template()
                .withKubeVersion(KUBERNETES)
                .set("policy.resultKeys.existingSecret", "a")
                .set("policy.resultKeys.existingConfigMap", "b");

        assertThatThrownBy(template::call).hasMessageContaining("resultKeys");
    }

    @Test
    void policySettingsAndSignersReachPolicyServiceAlone() throws IOException {
        var full = rendered(CHART.resolve("ci/full-values.yaml"));

        assertThat(volume(deployments(full), "policy-service", "policy-signers")
                        .getSecret()
                        .getSecretName())
                .isEqualTo("leeward-policy-signers");
        assertThat(full)
                .containsOnlyOnce("LEEWARD_POLICY_REVIEW: \"two-person\"\n")
                .containsOnlyOnce("LEEWARD_POLICY_SIGNATURES: \"required\"\n")
                .containsOnlyOnce("LEEWARD_POLICY_SIGNERS: /etc/leeward/policy-signers\n");
        assertThat(rendered(CHART.resolve("ci/minimal-values.yaml")))
                .contains("LEEWARD_POLICY_SIGNATURES: \"optional\"\n")
                .doesNotContain("policy-signers");
    }

    @Test
    void theConsoleReachesPolicyServiceUnlessItTakesNoAnswers() throws IOException {
        var full = rendered(CHART.resolve("ci/full-values.yaml"));

        assertThat(full).containsOnlyOnce("LEEWARD_CONSOLE_POLICY_SERVICE: http://leeward-policy\n");
        assertThat(objects(full))
                .filteredOn(object -> object.path("kind").asText().equals("Service"))
                .anySatisfy(service -> {
                    assertThat(service.at("/metadata/name").asText()).isEqualTo("leeward-policy");
                    assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(80);
                });
        assertThat(egress(full, "compliance-service"))
                .filteredOn(rule -> rule.at("/to/0").has("podSelector"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.at("/ports/0/port").asText()).isEqualTo("http");
                    assertThat(rule.at("/to/0/podSelector/matchLabels/app.kubernetes.io~1name")
                                    .asText())
                            .isEqualTo("policy-service");
                });
        assertThat(egress(full, "migration-service"))
                .noneMatch(rule -> rule.at("/to/0").has("podSelector"));

        var without = new Helm(CHART)
                .template()
                .withName("leeward")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(CHART.resolve("ci/full-values.yaml"))
                .set("console.answersApprovals", false)
                .call();
        assertThat(without).doesNotContain("LEEWARD_CONSOLE_POLICY_SERVICE");
        assertThat(egress(without, "compliance-service"))
                .noneMatch(rule -> rule.at("/to/0").has("podSelector"));
    }

    private static List<JsonNode> egress(String manifests, String service) throws IOException {
        return objects(manifests).stream()
                .filter(object -> object.path("kind").asText().equals("NetworkPolicy"))
                .filter(policy -> policy.at("/metadata/labels/app.kubernetes.io~1name")
                        .asText()
                        .equals(service))
                .flatMap(policy -> policy.at("/spec/egress").valueStream())
                .toList();
    }

    private static Volume volume(List<Deployment> deployments, String service, String name) {
        return deployments.stream()
                .filter(each -> service.equals(each.getMetadata().getLabels().get("app.kubernetes.io/name")))
                .flatMap(each -> each.getSpec().getTemplate().getSpec().getVolumes().stream())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String rendered(Path values) {
        return new Helm(CHART)
                .template()
                .withName("leeward")
                .withNamespace("leeward")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values)
                .call();
    }

    private static List<JsonNode> objects(String manifests) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifests)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    private static List<Deployment> deployments(String manifests) throws IOException {
        var serialization = new KubernetesSerialization();
        return objects(manifests).stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .map(object -> serialization.convertValue(object, Deployment.class))
                .toList();
    }

    /** Resources of operators (Strimzi, Prometheus) have no model here. */
    private static boolean isKubernetesOwn(JsonNode object) {
        var group = object.path("apiVersion").asText();
        return !group.contains(".strimzi.") && !group.contains("coreos");
    }
}
