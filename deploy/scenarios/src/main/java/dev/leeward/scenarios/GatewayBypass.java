package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every way to word a move so that a gateway might not see it: none gets past, and the machine stays where it is. Whoever
 * goes around the gateway moves it, and that becomes an incident.
 */
final class GatewayBypass implements Scenario {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "gateway-bypass";
    }

    @Override
    public String about() {
        return "however a move to an untrusted host is worded, none gets past; one around the gateway is an incident";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var missing = GatewayStage.missing();
        if (missing.isPresent()) {
            return new Outcome.Skipped(missing.get());
        }
        try (var stage = GatewayStage.set(stack);
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(PemCertificate.trusting(stage.certificate().certificate()))
                        .build()) {
            return play(stack, stage, http, log);
        } catch (IOException e) {
            throw new UserError("vcsim or govc: " + e.getMessage(), e);
        }
    }

    private static Outcome play(Stack stack, GatewayStage stage, HttpClient http, PrintStream log) throws IOException {
        var before = incidents(stack);
        stage.awaitAllowed();
        var session = login(stage, http);
        var vm = stage.idOf("m", GatewayStage.VM);
        var host = stage.idOf("h", GatewayStage.BAD);

        var answered = new ArrayList<String>();
        var moved = new ArrayList<String>();
        var spellings = new TreeMap<>(MoveSpellings.of(vm, host));
        for (var spelling : spellings.entrySet()) {
            if (soap(stage, http, session, spelling.getValue()).statusCode() == 200) {
                answered.add(spelling.getKey());
            }
            if (!stage.host().equals(GatewayStage.GOOD)) {
                moved.add(spelling.getKey());
                stage.put(GatewayStage.GOOD);
            }
        }
        log.printf("  %d spellings, %d answered, %d moved%n", spellings.size(), answered.size(), moved.size());

        var observed = new LinkedHashMap<String, Object>();
        observed.put("spellings", spellings.size());
        observed.put("answered", answered);
        observed.put("moved", moved);
        observed.put("hostAfterwards", stage.host());
        boolean quiet = incidents(stack).keySet().equals(before.keySet());
        observed.put("incidentsMeanwhile", !quiet);

        stage.put(GatewayStage.BAD);
        var incident = Stopwatch.await(
                LIMIT,
                "the move past the gateway to become an incident",
                () -> incidents(stack).entrySet().stream()
                        .filter(found -> !before.containsKey(found.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
        log.printf("  %s%n", incident);
        observed.put("incidentOfTheMovePastTheGateway", incident);
        return new Outcome.Played(answered.isEmpty() && moved.isEmpty() && quiet, observed);
    }

    /** Titles of the incidents about the machine being where nobody allowed it, by incident and how often it fired. */
    private static Map<String, String> incidents(Stack stack) {
        var found = new TreeMap<String, String>();
        for (var incident : stack.api()
                .as("audrey", "auditor", null)
                .all(Part.COMPLIANCE, "/v1/incidents?rule=migration-without-decision")) {
            var title = incident.path("title").asText();
            if (title.contains(GatewayStage.VM)) {
                found.put(incident.path("id").asText() + " " + incident.path("occurrences"), title);
            }
        }
        return found;
    }

    private static String login(GatewayStage stage, HttpClient http) {
        var login = soap(
                stage,
                http,
                "",
                MoveSpellings.message(
                        "<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this><userName>"
                                + Vcsim.USER + "</userName><password>" + stage.password() + "</password></Login>"));
        return login.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";", 2)[0])
                .orElseThrow(() -> new UserError("the gateway lets nobody in: " + login.body()));
    }

    private static HttpResponse<String> soap(GatewayStage stage, HttpClient http, String session, String message) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(stage.url()))
                            .timeout(Duration.ofSeconds(30))
                            .header("Content-Type", "text/xml; charset=utf-8")
                            .header("Cookie", session)
                            .POST(BodyPublishers.ofString(message))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UserError("the gateway does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }
}
