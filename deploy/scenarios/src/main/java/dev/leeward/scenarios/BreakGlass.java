package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An administrator overrides trust with a reason and a ticket; it is alarmed, counted, and over when somebody ends it. */
final class BreakGlass implements Scenario {
    private static final String WORKLOAD = "acme-web";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "break-glass";
    }

    @Override
    public String about() {
        return "an override needs a role, a reason and a ticket; it is an incident, is listed, and can be ended";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var admin = stack.api().as("ada", "admin", null);
        var officer = stack.api().as("sue", "security-officer", null);
        var trusted = TrustedHosts.of(stack);
        var untrusted = stack.world().hosts().stream()
                .map(host -> host.id())
                .filter(host -> !trusted.contains(host))
                .findFirst()
                .orElse(null);
        if (untrusted == null) {
            return new Outcome.Skipped("every host of the world is trusted: there is nothing to override");
        }
        var ticket = "DRILL-" + UUID.randomUUID();
        var observed = new LinkedHashMap<String, Object>();
        observed.put("without", effect(Questions.ask(admin, WORKLOAD, untrusted)));
        observed.put(
                "withoutTicket",
                Questions.ask(admin, WORKLOAD, untrusted, Map.of("reason", "drill"))
                        .status());
        observed.put(
                "operator",
                effect(Questions.ask(stack.api().as("oscar", "operator", null), WORKLOAD, untrusted, glass(ticket))));
        observed.put("administrator", effect(Questions.ask(admin, WORKLOAD, untrusted, glass(ticket))));
        observed.put("again", effect(Questions.ask(admin, WORKLOAD, untrusted, glass(ticket))));

        var listed = officer.all(Part.POLICY, "/v1/break-glass?state=OPEN").stream()
                .filter(emergency -> emergency.path("ticket").asText().equals(ticket))
                .findFirst();
        observed.put(
                "uses", listed.map(emergency -> emergency.path("uses").asInt()).orElse(0));
        observed.put("severity", incident(officer).path("severity").asText());
        listed.ifPresent(emergency -> officer.post(
                        Part.POLICY, "/v1/break-glass/" + emergency.path("id").asText() + "/actions/close", "")
                .expect(200));
        observed.put("afterItWasEnded", effect(Questions.ask(admin, WORKLOAD, untrusted, glass(ticket))));
        log.printf("  glass was broken twice under %s, and no more%n", ticket);
        var ok = observed.get("without").equals("DENY")
                && observed.get("withoutTicket").equals(422)
                && observed.get("operator").equals("DENY")
                && observed.get("administrator").equals("ALLOW")
                && observed.get("again").equals("ALLOW")
                && observed.get("uses").equals(2)
                && observed.get("severity").equals("HIGH")
                && observed.get("afterItWasEnded").equals("DENY");
        return new Outcome.Played(ok, observed);
    }

    private static Map<String, Object> glass(String ticket) {
        return Map.of("reason", "drill: the site is flooding", "ticket", ticket);
    }

    private static String effect(Api.Answer answer) {
        return answer.expect(200).path("effect").asText();
    }

    /** The incident that the override is. */
    private static JsonNode incident(Api officer) {
        return Stopwatch.await(
                LIMIT,
                "the override to be an incident",
                () -> officer.all(Part.COMPLIANCE, "/v1/incidents?rule=break-glass-used").stream()
                        .filter(incident -> incident.path("subject").asText().equals("ada"))
                        .findFirst());
    }
}
