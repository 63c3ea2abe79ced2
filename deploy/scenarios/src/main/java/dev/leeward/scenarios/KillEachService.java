package dev.leeward.scenarios;

import dev.leeward.events.migration.MigrationSucceeded;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.demo.Workloads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each service dies once by SIGKILL while workloads move: nothing accepted is lost, nothing happens twice. */
final class KillEachService implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "kill-each-service";
    }

    @Override
    public String about() {
        return "SIGKILL of each service during migrations: nothing lost, nothing doubled, never active twice";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var workloads = new Workloads(stack.api().as("oscar", "operator", null));
        var accepted = new ArrayList<String>();
        for (var service : Part.services()) {
            var moves = Moves.start(stack, workloads);
            accepted.addAll(moves);
            stack.kill(service);
            stack.restart(service);
            moves.forEach(workloads::ended);
            log.printf("  %s killed and back: %d migrations ended%n", service.module(), moves.size());
        }
        var observed = observe(stack, workloads, accepted);
        boolean ok = observed.values().stream().allMatch(value -> !(value instanceof List<?> list) || list.isEmpty())
                && !accepted.isEmpty();
        return new Outcome.Played(ok, observed);
    }

    /** What the topics, the platform's own record and the views say; every list of mishaps must be empty. */
    private static Map<String, Object> observe(Stack stack, Workloads workloads, List<String> accepted) {
        var events = new EventLog(stack.settings().bootstrapServers());
        var succeeded = accepted.stream()
                .filter(id -> workloads.ended(id).path("state").asText().equals("Succeeded"))
                .toList();
        var seen = awaitEvents(events, succeeded);
        var observed = new LinkedHashMap<String, Object>();
        observed.put("accepted", accepted.size());
        observed.put("succeeded", succeeded.size());
        observed.put("lost", succeeded.stream().filter(id -> !seen.contains(id)).toList());
        observed.put("doubledEvents", doubled(distinctEvents(events)));
        observed.put(
                "doubledEpochs",
                doubled(events.events(PlacementChanged.class).stream()
                        .filter(event -> event.getMigrationId() != null)
                        .map(event -> event.getWorkloadId() + "@" + event.getPlacementEpoch())
                        .toList()));
        var violations = new ArrayList<String>();
        stack.api()
                .as("ada", "admin", null)
                .get(Part.MIGRATION, "/v1/simulator/violations")
                .expect(200)
                .path("items")
                .forEach(violation -> violations.add(violation.toString()));
        observed.put("violations", violations);
        observed.put("missingInViews", Moves.missingInViews(stack, succeeded));
        return observed;
    }

    private static List<String> awaitEvents(EventLog events, List<String> succeeded) {
        return Stopwatch.await(LIMIT, "every success to be published", () -> {
            var ids = events.events(MigrationSucceeded.class).stream()
                    .map(MigrationSucceeded::getMigrationId)
                    .toList();
            return ids.containsAll(succeeded) ? Optional.of(ids) : Optional.empty();
        });
    }

    /** One entry for each different event (a redelivery has the same event id and counts once). */
    private static List<String> distinctEvents(EventLog events) {
        return events.events(MigrationSucceeded.class).stream()
                .map(event -> event.getMigrationId() + " " + event.getEnvelope().getEventId())
                .distinct()
                .map(text -> text.substring(0, text.indexOf(' ')))
                .toList();
    }

    private static List<String> doubled(List<String> ids) {
        return ids.stream()
                .filter(id -> ids.stream().filter(id::equals).count() > 1)
                .distinct()
                .toList();
    }
}
