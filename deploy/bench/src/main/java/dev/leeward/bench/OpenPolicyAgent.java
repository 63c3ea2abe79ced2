package dev.leeward.bench;

import dev.leeward.local.Api;
import dev.leeward.local.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Open Policy Agent's server, with the same policies and the same hosts; without authentication, and it keeps nothing. */
final class OpenPolicyAgent {
    private static final String MODULE = "github.com/open-policy-agent/opa";
    private static final String VERSION = "v1.22.4";
    private static final String PATH = "/v1/data/leeward/answer";

    private OpenPolicyAgent() {}

    /** Its program, built where Go is installed; empty where neither is there. */
    static Optional<Path> program(Lab lab) {
        var tools = lab.stack().settings().root().resolve("target/bench-tools");
        var program = tools.resolve("opa");
        if (Files.isExecutable(program)) {
            return Optional.of(program);
        }
        if (lab.quick() || !Program.isInstalled("go")) {
            return Optional.empty();
        }
        lab.log().println("  building " + MODULE + " " + VERSION);
        try {
            Files.createDirectories(tools);
        } catch (IOException e) {
            throw new UserError("cannot write " + tools + ": " + e.getMessage(), e);
        }
        Program.run(tools, "env", "GOBIN=" + tools.toAbsolutePath(), "go", "install", MODULE + "@" + VERSION);
        return Optional.of(program);
    }

    static Beside start(Path program, Placements placements) {
        try {
            var folder = Files.createTempDirectory("leeward-opa");
            var policies = Files.writeString(folder.resolve("policies.rego"), Policies.rego());
            var data = folder.resolve("data.json");
            try (var out = new BufferedOutputStream(Files.newOutputStream(data))) {
                Api.JSON.writeValue(out, data(placements));
            }
            return Beside.start(
                    "opa",
                    folder.resolve("opa.log").toFile(),
                    port -> new ProcessBuilder(
                            program.toString(),
                            "run",
                            "--server",
                            "--addr=127.0.0.1:" + port,
                            "--log-level=error",
                            "--disable-telemetry",
                            policies.toString(),
                            data.toString()));
        } catch (IOException e) {
            throw new UserError("no files for opa: " + e.getMessage(), e);
        }
    }

    /** Asks the same questions; the answer names an effect, as ours does. */
    static Turns.Turn request(Placements placements) {
        return (connection, number) -> {
            var question = placements.question(number);
            var input = Map.of(
                    "principal",
                            Map.of(
                                    "id",
                                    question.principal().id(),
                                    "roles",
                                    question.principal().roles(),
                                    "tenant",
                                    ""),
                    "workload", question.workload().value(),
                    "destination", question.destinations().getFirst().value(),
                    "peers", List.of());
            var answer = connection.post(PATH, "", Api.write(Map.of("input", input)));
            DecisionEndpoint.requireEffect(answer);
        };
    }

    private static Map<String, Object> data(Placements placements) {
        var hosts = new LinkedHashMap<String, Object>();
        for (int i = 0; i < placements.hosts(); i++) {
            var host = placements.host(i);
            var until = host.trust().attestedUntil();
            hosts.put(
                    host.id().value(),
                    Map.of(
                            "site", host.site(),
                            "hypervisor", host.hypervisor(),
                            "hypervisorVersion", host.hypervisorVersion(),
                            "labels", host.labels(),
                            "trust", host.trust().status(),
                            "attestedUntil",
                                    String.valueOf(until == null ? host.trust().attestedAt() : until),
                            "assurance", host.trust().assurance(),
                            "assetTag", "UNKNOWN"));
        }
        var workloads = new LinkedHashMap<String, Object>();
        for (int i = 0; i < placements.workloads(); i++) {
            var workload = placements.workload(i);
            workloads.put(
                    workload.id().value(),
                    Map.of(
                            "tenant", String.valueOf(workload.tenant()),
                            "labels", workload.labels(),
                            "host", String.valueOf(workload.host())));
        }
        return Map.of("hosts", hosts, "workloads", workloads);
    }
}
