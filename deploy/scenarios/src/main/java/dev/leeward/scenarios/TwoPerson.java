package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A move that needs a second person waits, goes on when one agrees (in the console), and ends when one refuses (through the
 * API); nobody approves their own.
 */
final class TwoPerson implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String WORKLOAD = "acme-web";
    private static final String POLICY = """
            id: drill
            version: 1
            effect: require
            scope: {tenants: [acme], actions: [migrate]}
            when: "workload.id == 'acme-web'"
            message: "'A second person of acme agrees before ' + workload.name + ' moves'"
            """;

    @Override
    public String name() {
        return "two-person";
    }

    @Override
    public String about() {
        return "a move waits for a second person: not the asker, consent lets it go on, refusal ends it";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var operator = stack.api().as("oscar", "operator", null);
        var second = stack.api().as("ada", "admin", null);
        var workloads = new Workloads(operator);
        workloads.awaitIdle(WORKLOAD);
        var home = workloads.hostOf(WORKLOAD);
        var away = TrustedHosts.otherThan(stack, home);
        var third = TrustedHosts.otherThan(stack, home, away);
        var observed = new LinkedHashMap<String, Object>();
        try (var policies = new AcmePolicies(stack)) {
            policies.publish(POLICY);

            var move = workloads.request(WORKLOAD, away);
            var approval = awaited(second, move);
            observed.put("waitsAs", migration(operator, move).path("state").asText());
            observed.put(
                    "ownApproval",
                    answer(operator, approval, "approve").body().path("code").asText());
            var own = inConsole(stack, "oscar", "operator", approval);
            observed.put("ownApprovalInConsole", own.statusCode());
            observed.put(
                    "ownApprovalIsExplained", own.body().contains("Nobody approves what they asked for themselves."));
            var consented = inConsole(stack, "ada", "admin", approval);
            observed.put("consentInConsole", consented.statusCode());
            observed.put("consentIsBy", shownInConsole(stack, consented));
            observed.put("afterConsent", workloads.ended(move).path("state").asText());

            var onward = workloads.request(WORKLOAD, third);
            answer(second, awaited(second, onward), "reject").expect(200);
            var refused = workloads.ended(onward);
            observed.put("afterRefusal", refused.path("state").asText());
            observed.put("refusedBecause", refused.path("reason").path("code").asText());
            observed.put("stayed", workloads.hostOf(WORKLOAD).equals(away));
        }
        var back = workloads.migrate(WORKLOAD, home);
        observed.put("backHome", back.path("state").asText());
        if (back.path("reason").isObject()) {
            observed.put("backHomeReason", back.path("reason"));
        }
        log.printf("  %s moved with consent, and stayed without%n", WORKLOAD);
        var ok = observed.get("waitsAs").equals("Validating")
                && observed.get("ownApproval").equals("self-approval")
                && observed.get("ownApprovalInConsole").equals(403)
                && observed.get("ownApprovalIsExplained").equals(true)
                && observed.get("consentInConsole").equals(303)
                && observed.get("consentIsBy").equals("ada")
                && observed.get("afterConsent").equals("Succeeded")
                && observed.get("afterRefusal").equals("Blocked")
                && observed.get("refusedBecause").equals("approval-rejected")
                && observed.get("stayed").equals(true)
                && observed.get("backHome").equals("Succeeded");
        return new Outcome.Played(ok, observed);
    }

    /** The approval that a migration waits for. */
    private static String awaited(Api second, String move) {
        return Stopwatch.await(LIMIT, "migration " + move + " to wait for an approval", () -> {
            var seen = migration(second, move);
            var decision = seen.path("decisionId").asText("");
            return seen.path("reason").isObject() && !decision.isEmpty()
                    ? Optional.of(second.get(Part.POLICY, "/v1/decisions/" + decision)
                            .expect(200)
                            .path("approvals")
                            .path(0)
                            .path("id")
                            .asText())
                    : Optional.empty();
        });
    }

    /** Somebody agrees by the form on the console's page. */
    private static HttpResponse<String> inConsole(Stack stack, String subject, String role, String approval) {
        var console = Console.signIn(stack, subject, role);
        var action = "/approvals/" + approval + "/approve";
        return console.submit(console.page("/approvals", action), action, Map.of("comment", "drill"));
    }

    /** Who agreed, as the page that an answer leads to tells it once the event has arrived. */
    private static String shownInConsole(Stack stack, HttpResponse<String> answer) {
        var next = URI.create(answer.headers().firstValue("Location").orElse("/approvals?answered=none"));
        var shown =
                Console.signIn(stack, "ada", "admin").page(next.getRawPath() + "?" + next.getRawQuery(), "Granted by ");
        return shown.replaceFirst("(?s).*Granted by ([^,]+),.*", "$1");
    }

    private static JsonNode migration(Api api, String id) {
        return api.get(Part.MIGRATION, "/v1/migrations/" + id).expect(200);
    }

    private static Api.Answer answer(Api api, String approval, String answer) {
        return api.post(Part.POLICY, "/v1/approvals/" + approval + "/actions/" + answer + "?comment=drill", "");
    }
}
