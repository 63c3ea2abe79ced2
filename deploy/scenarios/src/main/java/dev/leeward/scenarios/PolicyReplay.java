package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a policy that is not in force would have changed, told from the decisions of the past day. */
final class PolicyReplay implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int QUESTIONS = 20;
    private static final String WORKLOAD = "acme-web";
    private static final String POLICY = """
            id: drill
            version: 3
            effect: forbid
            scope: {tenants: [acme], actions: [migrate]}
            when: "workload.id == 'acme-web'"
            message: "workload.name + ' stays where it is'"
            """;

    @Override
    public String name() {
        return "policy-replay";
    }

    @Override
    public String about() {
        return "yesterday's decisions by tomorrow's policies: what would change, and why; nothing does";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var operator = stack.api().as("oscar", "operator", null);
        var officer = stack.api().as("sue", "security-officer", null);
        var workloads = new Workloads(operator);
        workloads.awaitIdle(WORKLOAD);
        var home = workloads.hostOf(WORKLOAD);
        var away = TrustedHosts.otherThan(stack, home);
        for (int i = 0; i < QUESTIONS; i++) {
            Questions.ask(operator, WORKLOAD, away).expect(200);
        }
        try (var policies = new AcmePolicies(stack)) {
            var candidate = Map.of("scope", "tenant:acme", "version", policies.draft(POLICY), "days", 1);
            var id = officer.post(Part.POLICY, "/v1/simulations", candidate)
                    .expect(202)
                    .path("id")
                    .asText();
            var result = Stopwatch.await(LIMIT, "the simulation to end", () -> {
                var seen = officer.get(Part.POLICY, "/v1/simulations/" + id).expect(200);
                return seen.path("state").asText().equals("RUNNING") ? Optional.empty() : Optional.of(seen);
            });
            var changes = officer.all(Part.POLICY, "/v1/simulations/" + id + "/changes").stream()
                    .filter(change -> change.path("workload").asText().equals(WORKLOAD))
                    .toList();
            var now = Questions.ask(operator, WORKLOAD, away).expect(200);
            var observed = new LinkedHashMap<String, Object>();
            observed.put("state", result.path("state").asText());
            observed.put("replayed", result.path("done").asLong());
            observed.put("changed", changes.size());
            observed.put(
                    "reasons",
                    changes.stream()
                            .map(JsonNode::toString)
                            .filter(text -> text.contains("stays where it is"))
                            .count());
            observed.put("inForceStill", now.path("effect").asText());
            log.printf(
                    "  %d decisions made again, %d of them otherwise%n",
                    result.path("done").asLong(), changes.size());
            var ok = observed.get("state").equals("SUCCEEDED")
                    && changes.size() >= QUESTIONS
                    && observed.get("reasons").equals((long) changes.size())
                    && observed.get("inForceStill").equals("ALLOW");
            return new Outcome.Played(ok, observed);
        }
    }
}
