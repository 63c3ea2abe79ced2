package dev.leeward.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import dev.leeward.local.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Workloads and their moves, as an operator sees them. */
public final class Workloads {
    private static final Set<String> ENDED = Set.of("Succeeded", "Blocked", "RolledBack", "Cancelled", "Failed");
    private static final Duration MOVE_LIMIT = Duration.ofMinutes(1);

    private final Api api;

    public Workloads(Api api) {
        this.api = api;
    }

    public List<JsonNode> all() {
        return api.all(Part.MIGRATION, "/v1/workloads");
    }

    public String hostOf(String workload) {
        return api.get(Part.MIGRATION, "/v1/workloads/" + workload)
                .expect(200)
                .path("host")
                .asText();
    }

    /** Whether anything ever ran on a host, by the platform's own record. */
    boolean everRan(String host) {
        return api.all(Part.MIGRATION, "/v1/migrations").stream()
                .anyMatch(migration -> migration.path("state").asText().equals("Succeeded")
                        && migration.path("destinationHost").asText().equals(host));
    }

    /** Asks for a live migration and returns it when it has ended. */
    public JsonNode migrate(String workload, String host) {
        return ended(request(workload, host));
    }

    /** Asks for a live migration and returns its id at once. */
    public String request(String workload, String host) {
        return api.post(Part.MIGRATION, "/v1/migrations", Map.of("workload", workload, "destinationHost", host))
                .expect(202)
                .path("id")
                .asText();
    }

    public JsonNode ended(String migration) {
        return Stopwatch.await(MOVE_LIMIT, "migration " + migration + " to end", () -> {
            var seen = api.get(Part.MIGRATION, "/v1/migrations/" + migration).expect(200);
            return ENDED.contains(seen.path("state").asText()) ? Optional.of(seen) : Optional.empty();
        });
    }

    /** Waits until no migration of a workload is under way; one that somebody else asked for counts too. */
    public void awaitIdle(String workload) {
        api.get(Part.MIGRATION, "/v1/migrations?limit=1&workload=" + workload)
                .expect(200)
                .path("items")
                .forEach(newest -> ended(newest.path("id").asText()));
    }

    JsonNode evacuate(String site, String reason) {
        var id = api.post(Part.MIGRATION, "/v1/evacuations", Map.of("site", site, "reason", reason))
                .expect(202)
                .path("id")
                .asText();
        return Stopwatch.await(MOVE_LIMIT, "evacuation " + id + " to end", () -> {
            var seen = api.get(Part.MIGRATION, "/v1/evacuations/" + id).expect(200);
            return seen.path("state").asText().equals("RUNNING") ? Optional.empty() : Optional.of(seen);
        });
    }

    /** Brings every workload back to where the world has it. */
    public void returnHome(World world) {
        var moves = world.workloads().stream()
                .filter(workload -> !hostOf(workload.id()).equals(workload.host()))
                .map(workload -> request(workload.id(), workload.host()))
                .toList();
        for (var migration : moves) {
            var seen = ended(migration);
            if (!seen.path("state").asText().equals("Succeeded")) {
                throw new UserError("%s could not be brought home: %s"
                        .formatted(seen.path("workload").asText(), seen.path("reason")));
            }
        }
    }
}
