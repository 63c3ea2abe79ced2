package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import dev.leeward.testkit.kubernetes.KubeApiServer;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Every place where a move to a host is refused that can be set up here. policy-service is started anew to stand at all of
 * them, so whoever measures it does that before.
 */
final class EnforcementPoints implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Lab lab;
    private final String host;
    private final String workload;
    private final List<EnforcementPoint> points = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private EnforcementPoints(Lab lab, String host) {
        this.lab = lab;
        this.host = host;
        this.workload = lab.stack().world().workloads().getFirst().id();
    }

    /** Sets them up for moves to a host, which is trusted meanwhile, and returns when all of them let moves pass. */
    static EnforcementPoints set(Lab lab, String host) throws IOException {
        var all = new EnforcementPoints(lab, host);
        try {
            all.add();
            all.restart();
            all.awaitOpen();
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void add() throws IOException {
        var folder = Files.createTempDirectory(
                Files.createDirectories(lab.stack().settings().home().resolve("enforcement")), "bench");
        points.add(new DecisionApi());
        points.add(new LibvirtPoint(lab, host, workload));
        addGateway(folder.resolve("gateway"));
        addWebhook(folder.resolve("kubernetes"));
    }

    private void addGateway(Path folder) throws IOException {
        var missing = Vcsim.missing();
        if (missing.isPresent()) {
            skipped.add("vSphere gateway: " + missing.get());
        } else {
            points.add(new GatewayPoint(Files.createDirectories(folder)));
        }
    }

    private void addWebhook(Path folder) throws IOException {
        var missing = KubeApiServer.missing();
        if (missing.isPresent()) {
            skipped.add("Kubernetes admission webhook: " + missing.get());
        } else {
            var from = lab.stack().world().workloads().getFirst().host();
            points.add(new AdmissionPoint(Files.createDirectories(folder), from, host));
        }
    }

    private void restart() {
        var environment = new HashMap<String, String>();
        points.forEach(point -> environment.putAll(point.environment()));
        lab.stack().kill(Part.POLICY);
        lab.stack().restart(Part.POLICY, environment);
    }

    /** A service that has just started has to read its view first. */
    private void awaitOpen() {
        points.forEach(point -> Stopwatch.await(
                LIMIT,
                point.name() + " to let a move to " + host + " pass",
                () -> point.refusal().isEmpty() ? Optional.of(true) : Optional.empty()));
    }

    /**
     * Why each of them, and migration-service, which would have made the move if it had been asked before, refuses one to
     * the host now, by their names; an empty text where one does not.
     */
    Map<String, String> refusals() {
        var said = new LinkedHashMap<String, String>();
        points.forEach(point -> said.put(point.name(), point.refusal().orElse("")));
        var migration = new MigrationService();
        said.put(migration.name(), migration.refusal().orElse(""));
        return said;
    }

    /** Those that are not set up, each with the reason. */
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    /** policy-service stands at none of them again. */
    @Override
    public void close() {
        points.forEach(EnforcementPoint::close);
        lab.stack().kill(Part.POLICY);
        lab.stack().restart(Part.POLICY);
    }

    /** Asks policy-service itself. */
    private final class DecisionApi implements EnforcementPoint {
        @Override
        public String name() {
            return "decision API";
        }

        @Override
        public Optional<String> refusal() {
            try (var decisions = new Decisions(lab)) {
                var decision = decisions.decide(UUID.randomUUID().toString(), host);
                return decision.path("effect").asText().equals("ALLOW")
                        ? Optional.empty()
                        : Optional.of(decision.path("determining").toString());
            }
        }
    }

    /** Asks for a live migration, and waits for its end. */
    private final class MigrationService implements EnforcementPoint {
        @Override
        public String name() {
            return "migration-service";
        }

        @Override
        public Optional<String> refusal() {
            var operator = new Workloads(lab.stack().api().as("oscar", "operator", null));
            var ended = operator.migrate(workload, host);
            return ended.path("state").asText().equals("Blocked")
                    ? Optional.of(ended.path("reason").path("detail").asText())
                    : Optional.empty();
        }
    }
}
