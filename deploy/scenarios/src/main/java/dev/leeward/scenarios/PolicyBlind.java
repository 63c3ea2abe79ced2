package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Nobody who cannot see decides: with policy-service down, its view stale, or its clock two hours slow, nothing moves. */
final class PolicyBlind implements Scenario {
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String WORKLOAD = "acme-web";

    @Override
    public String name() {
        return "policy-blind";
    }

    @Override
    public String about() {
        return "policy-service down, its view stale, its clock 2 h slow: nothing moves, and the answer says why";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var workloads = new Workloads(operator(stack));
        workloads.awaitIdle(WORKLOAD);
        var home = workloads.hostOf(WORKLOAD);
        var away = TrustedHosts.otherThan(stack, home);
        var observed = new LinkedHashMap<String, Object>();

        stack.kill(Part.POLICY);
        var move = workloads.request(WORKLOAD, away);
        Stopwatch.pause(A_WHILE);
        observed.put("down", state(stack, move) + " at " + workloads.hostOf(WORKLOAD));
        boolean ok = observed.get("down").equals("Validating at " + home);

        try {
            stack.restart(Part.POLICY, Map.of("LEEWARD_POLICY_MAX_STALENESS", "PT0.001S"));
            var stale = workloads.ended(move);
            observed.put("stale", stale.path("state").asText());
            observed.put("staleBecause", stale.path("reason").path("detail").asText());
            ok &= observed.get("stale").equals("Blocked") && said(observed, "staleBecause", "stale");

            stack.kill(Part.POLICY);
            if (Files.exists(FAKETIME)) {
                stack.restart(Part.POLICY, slow());
                var slow = judged(stack, away, "DENY");
                observed.put("slow", slow.path("effect").asText());
                observed.put("slowBecause", slow.path("reason").asText());
                ok &= observed.get("slow").equals("DENY") && said(observed, "slowBecause", "synchronise the clocks");
                stack.kill(Part.POLICY);
            } else {
                observed.put("slow", "not played: apt-get install faketime");
            }
        } finally {
            stack.kill(Part.POLICY);
            stack.restart(Part.POLICY);
        }
        operator(stack)
                .post(Part.ATTESTATION, "/v1/hosts/" + away + "/attestations", Map.of())
                .expectSuccess();
        observed.put("seeing", judged(stack, away, "ALLOW").path("effect").asText());
        log.printf("  nothing moved while nobody could see%n");
        return new Outcome.Played(ok && observed.get("seeing").equals("ALLOW"), observed);
    }

    private static boolean said(Map<String, Object> observed, String key, String words) {
        return String.valueOf(observed.get(key)).contains(words);
    }

    /** Only the time of day is slow: what measures durations goes on as it should. */
    private static Map<String, String> slow() {
        return Map.of("LD_PRELOAD", FAKETIME.toString(), "FAKETIME", "-2h", "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    private static String state(Stack stack, String move) {
        return stack.api()
                .as("audrey", "auditor", null)
                .get(Part.MIGRATION, "/v1/migrations/" + move)
                .expect(200)
                .path("state")
                .asText();
    }

    private static Api operator(Stack stack) {
        return stack.api().as("oscar", "operator", null);
    }

    /**
     * The answer that is expected, or the last one where it does not come: a service that has just started has to read its
     * view, and a host that a wrong clock spoke against is trusted again when it has attested again.
     */
    private static JsonNode judged(Stack stack, String host, String expected) {
        return Stopwatch.until(
                        LIMIT,
                        A_SECOND,
                        () -> Optional.of(Questions.ask(operator(stack), WORKLOAD, host)
                                        .expect(200))
                                .filter(answer -> answer.path("effect").asText().equals(expected)))
                .orElseGet(() -> Questions.ask(operator(stack), WORKLOAD, host).expect(200));
    }
}
