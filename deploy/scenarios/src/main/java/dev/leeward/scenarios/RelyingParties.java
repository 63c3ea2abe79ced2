package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Whoever acts on the trust in some hosts, asked without the attestation service: policy, migration, console, rating. */
final class RelyingParties {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Stack stack;
    private final List<String> hosts;
    private final Api operator;
    private final Api auditor;
    private final Workloads workloads;

    RelyingParties(Stack stack, List<String> hosts) {
        this.stack = stack;
        this.hosts = hosts;
        this.operator = stack.api().as("oscar", "operator", null);
        this.auditor = stack.api().as("audrey", "auditor", null);
        this.workloads = new Workloads(operator);
    }

    /** Waits until everybody trusts every host. */
    void awaitTrust() {
        Stopwatch.await(LIMIT, "every host to be trusted again", () -> {
            boolean all = console().values().stream().allMatch("TRUSTED"::equals)
                    && hosts.stream().allMatch(host -> effect(decision(host)).equals("ALLOW"));
            return all ? Optional.of(true) : Optional.empty();
        });
    }

    /** Waits until the last result that is known of has expired. */
    void awaitExpiry() {
        Stopwatch.await(LIMIT, "the last result to expire", () -> {
            var last = board().stream()
                    .map(host -> host.path("trust").path("attestedUntil").asText(""))
                    .filter(until -> !until.isEmpty() && !until.equals("null"))
                    .map(Instant::parse)
                    .max(Comparator.naturalOrder());
            return last.isEmpty() || Instant.now().isAfter(last.get()) ? Optional.of(true) : Optional.empty();
        });
    }

    /** Who still trusts which host, now. */
    List<String> stillTrusting() {
        var found = new ArrayList<String>();
        for (var host : hosts) {
            if (!effect(decision(host)).equals("DENY")) {
                found.add("policy: " + host);
            }
        }
        console().forEach((host, overall) -> {
            if (!overall.equals("STALE")) {
                found.add("console: " + host + " is " + overall);
            }
        });
        int satisfied = auditor.get(Part.COMPLIANCE, "/v1/rating")
                .expect(200)
                .path("satisfied")
                .asInt();
        if (satisfied > 0) {
            found.add("rating: " + satisfied + " hosts");
        }
        return found;
    }

    /** Host to its status on the board that the console shows. */
    Map<String, String> console() {
        var shown = new TreeMap<String, String>();
        board().forEach(host -> shown.put(
                host.path("id").asText(), host.path("trust").path("overall").asText()));
        return shown;
    }

    /** What the policy says of the first host. */
    String denial() {
        return decision(hosts.getFirst()).path("reason").asText();
    }

    /** How the migration of a workload to another of the hosts ends. */
    String migrate() {
        var workload = stack.world().workloads().getFirst().id();
        var current = workloads.hostOf(workload);
        var target =
                hosts.stream().filter(host -> !host.equals(current)).findFirst().orElseThrow();
        return workloads.migrate(workload, target).path("state").asText();
    }

    private List<JsonNode> board() {
        return auditor.all(Part.COMPLIANCE, "/v1/host-integrity").stream()
                .filter(host -> hosts.contains(host.path("id").asText()))
                .toList();
    }

    /** May some workload that is elsewhere now move to the host? */
    private JsonNode decision(String host) {
        var workload = stack.world().workloads().stream()
                .filter(each -> !workloads.hostOf(each.id()).equals(host))
                .findFirst()
                .orElseThrow();
        return operator.post(
                        Part.POLICY,
                        "/v1/decisions",
                        Map.of(
                                "requestId",
                                UUID.randomUUID().toString(),
                                "action",
                                "migrate",
                                "workload",
                                workload.id(),
                                "destination",
                                host))
                .expect(200);
    }

    private static String effect(JsonNode decision) {
        return decision.path("effect").asText();
    }
}
