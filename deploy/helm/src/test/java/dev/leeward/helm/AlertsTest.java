package dev.leeward.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import dev.leeward.testkit.Reactor;
import dev.leeward.testkit.ToolCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts name metrics that the services have, fire when they should, and are documented. */
class AlertsTest {
    private static final Path CHART = Path.of("leeward").toAbsolutePath();
    private static final Path RULES = CHART.resolve("files/alerts.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern METRIC = Pattern.compile("\\bleeward_[a-z0-9_]+");
    private static final Pattern DOCUMENTED =
            Pattern.compile("(?m)^\\| `(leeward_[a-z0-9_]+)` \\|.*\\|.*\\| *([A-Za-z, ]*?) *\\|$");

    @Test
    void everyMetricOfARuleIsOneThatAServiceRegisters() throws IOException {
        Set<String> registered = RegisteredMetrics.inSources();
        assertThat(registered).contains("leeward_outbox_backlog_rows", "leeward_attestation_rounds_total");

        for (JsonNode rule : rules()) {
            assertThat(metrics(rule))
                    .as(rule.path("alert").asText())
                    .isNotEmpty()
                    .isSubsetOf(registered);
        }
    }

    @Test
    void everyRuleSaysWhatIsWrongAndWhatToDo() throws IOException {
        List<String> names =
                rules().stream().map(rule -> rule.path("alert").asText()).toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("Leeward"));
        for (JsonNode rule : rules()) {
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
        }
    }

    @Test
    void theDocumentationNamesTheAlertsOfEachMetric() throws IOException {
        Map<String, Set<String>> ofRules = new TreeMap<>();
        for (JsonNode rule : rules()) {
            for (String metric : metrics(rule)) {
                ofRules.computeIfAbsent(metric, _ -> new TreeSet<>())
                        .add(rule.path("alert").asText());
            }
        }
        Map<String, Set<String>> documented = new TreeMap<>();
        Set<String> named = new TreeSet<>();
        var table = DOCUMENTED.matcher(Files.readString(Reactor.root().resolve("docs/operations.md")));
        while (table.find()) {
            named.add(table.group(1));
            if (!table.group(2).isEmpty()) {
                documented.put(
                        table.group(1),
                        Arrays.stream(table.group(2).split(", ")).collect(Collectors.toCollection(TreeSet::new)));
            }
        }

        assertThat(documented).isEqualTo(ofRules);
        assertThat(RegisteredMetrics.inSources()).containsAll(named);
    }

    @Test
    void theChartWrapsThemForTheOperatorWhereThatIsAskedFor() throws IOException {
        String rendered = new Helm(CHART)
                .template()
                .withName("leeward")
                .withKubeVersion("1.31.0")
                .withValuesFile(CHART.resolve("ci/full-values.yaml"))
                .call();
        List<JsonNode> wrapped = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
            documents.forEachRemaining(wrapped::add);
        }
        wrapped.removeIf(object -> !object.path("kind").asText().equals("PrometheusRule"));

        assertThat(wrapped).singleElement().satisfies(rule -> {
            assertThat(rule.path("spec")).isEqualTo(YAML.readTree(Files.readString(RULES)));
            assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("kube-prometheus-stack");
        });
        assertThat(new Helm(CHART).template().withKubeVersion("1.31.0").call()).doesNotContain("PrometheusRule");
    }

    @Test
    void prometheusTakesTheRulesAndTheyFireWhenTheyShould() throws IOException, InterruptedException {
        Path promtool = ToolCheck.require("promtool", "prometheus", "the chart's alerts fire when they should");

        run(promtool.toString(), "check", "rules", RULES.toString());
        run(promtool.toString(), "test", "rules", "src/test/resources/alerts-test.yaml");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        YAML.readTree(Files.readString(RULES))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static Set<String> metrics(JsonNode rule) {
        return METRIC.matcher(rule.path("expr").asText())
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
