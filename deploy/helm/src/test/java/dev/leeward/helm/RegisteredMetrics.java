package dev.leeward.helm;

import dev.leeward.testkit.Reactor;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheus.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The metrics that the services register, by the names under which Prometheus sees them; read from their sources. */
@SuppressWarnings("deprecation") // the naming that Quarkus has
final class RegisteredMetrics {
    private static final List<String> MODULES = List.of(
            "attestation-service",
            "policy-service",
            "migration-service",
            "dr-orchestrator",
            "compliance-service",
            "schemas/messaging");
    private static final Pattern BUILT = Pattern.compile(
            "\\b(Counter|Gauge|MultiGauge)\\.builder\\(\\s*\"(leeward\\.[^\"]+)\"(.*?)\\.register\\(", Pattern.DOTALL);
    private static final Pattern COUNTED = Pattern.compile("\\.counter\\(\\s*\"(leeward\\.[^\"]+)\"");
    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"([a-z]+)\"\\)");
    private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

    private RegisteredMetrics() {}

    static Set<String> inSources() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Reactor.root().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    BUILT.matcher(source)
                            .results()
                            .map(RegisteredMetrics::built)
                            .forEach(names::add);
                    COUNTED.matcher(source)
                            .results()
                            .map(found -> PROMETHEUS.name(found.group(1), Meter.Type.COUNTER, null))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static String built(MatchResult found) {
        Matcher unit = UNIT.matcher(found.group(3));
        String baseUnit = unit.find() ? unit.group(1) : null;
        Meter.Type type = found.group(1).equals("Counter") ? Meter.Type.COUNTER : Meter.Type.GAUGE;
        return PROMETHEUS.name(found.group(2), type, baseUnit);
    }
}
