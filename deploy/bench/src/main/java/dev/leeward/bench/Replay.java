package dev.leeward.bench;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * H14: how many kept decisions a simulation makes again in a minute, by 24 policies of which one is another. A few thousand
 * decisions are asked for in earnest; the others are their copies.
 */
final class Replay implements Headline {
    private static final double TARGET = 1_000_000;
    private static final int CONNECTIONS = 32;
    private static final int ASKED = 2_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String COPY = """
            insert into decision (id, asked_by, request_id, request_digest, tenant, workload, action, effect, decided_at,
                                  document)
            select n.id, d.asked_by, n.id::text, d.request_digest, d.tenant, d.workload, d.action, d.effect, d.decided_at,
                   (d.document::jsonb || jsonb_build_object('id', n.id))::text
              from (select *, row_number() over () as place from decision order by id desc limit ?) d,
                   lateral (select uuidv7() as id from generate_series(1, ?) where d.place > 0) n
            """;

    @Override
    public String id() {
        return "H14";
    }

    @Override
    public String about() {
        return "decisions that a simulation makes again in a minute";
    }

    @Override
    public Result measure(Lab lab) {
        var placements = Placements.now(lab.quick() ? 1_000 : 100_000, lab.quick() ? 100 : 10_000);
        PolicyView.install(lab, placements);
        PolicyView.publishPolicies(lab);
        long decisions = decide(lab, placements);
        return lab.alone(Part.POLICY, () -> measure(lab, decisions));
    }

    /** Returns how many there are then. */
    private static long decide(Lab lab, Placements placements) {
        var token = lab.enforcementPoint();
        var turns = Turns.start(
                lab.stack().settings().port(Part.POLICY),
                CONNECTIONS,
                (number, now) -> number < ASKED ? now : -1,
                (connection, number) -> DecisionEndpoint.requireEffect(
                        connection.post("/v1/decisions", token, DecisionEndpoint.question(placements, number))));
        turns.await();
        turns.failure().ifPresent(failed -> {
            throw new UserError("a request failed: " + failed.getMessage(), failed);
        });
        try (var database = lab.database(Part.POLICY);
                var copy = database.prepareStatement(COPY);
                var statement = database.createStatement()) {
            copy.setInt(1, ASKED);
            copy.setInt(2, lab.quick() ? 9 : 199);
            copy.executeUpdate();
            statement.execute("vacuum analyze decision");
            try (var count = statement.executeQuery("select count(*) from decision")) {
                count.next();
                return count.getLong(1);
            }
        } catch (SQLException e) {
            throw new UserError("the decisions cannot be copied: " + e.getMessage(), e);
        }
    }

    private Result measure(Lab lab, long decisions) {
        var other = Policies.document()
                .replace("id: bench-F05-hypervisor", "id: bench-F05-hypervisor\nversion: 2")
                .replace("dest.hypervisorVersion == '5.0'", "dest.site == 'north'");
        int version = PolicyView.draft(lab, other);
        var perMinute = new ArrayList<Double>();
        long changed = 0;
        simulate(lab, version);
        for (int round = 0; round < lab.rounds(); round++) {
            var ended = simulate(lab, version);
            perMinute.add(ended.done() / ended.seconds() * 60);
            changed = ended.changed();
            lab.log().printf("  H14 round %d: %,.0f a minute, %d changed%n", round + 1, perMinute.getLast(), changed);
        }
        double median = Rounds.median(perMinute);
        var figures = new LinkedHashMap<String, Double>();
        figures.put("perMinute", median);
        figures.put("decisions", (double) decisions);
        figures.put("changed", (double) changed);
        figures.put("spread", Rounds.spread(perMinute));
        return new Result(
                id(),
                median >= TARGET,
                Map.of("ofWanted", Math.round(median / TARGET * 1_000) / 1_000.0),
                Map.of("ofWanted", "≥ 1 (a million decisions a minute)"),
                figures,
                lab.rounds(),
                List.of("The other services are held."));
    }

    /** What a simulation came to. */
    private record Ended(long done, long changed, double seconds) {}

    /** From asking for it to its end, the wait for a free process included. */
    private static Ended simulate(Lab lab, int version) {
        Api officer = lab.stack().api().as("sue", "security-officer", null);
        var id = officer.post(
                        Part.POLICY, "/v1/simulations", Map.of("scope", "provider", "version", version, "days", 1))
                .expect(202)
                .path("id")
                .asText();
        return Stopwatch.await(LIMIT, "simulation " + id + " to end", () -> {
            var seen = officer.get(Part.POLICY, "/v1/simulations/" + id).expect(200);
            return switch (seen.path("state").asText()) {
                case "RUNNING" -> Optional.empty();
                case "SUCCEEDED" -> {
                    var took = Duration.between(
                            Instant.parse(seen.path("requestedAt").asText()),
                            Instant.parse(seen.path("finishedAt").asText()));
                    yield Optional.of(new Ended(
                            seen.path("done").asLong(), seen.path("changed").asLong(), took.toMillis() / 1e3));
                }
                default -> throw new UserError("the simulation failed: " + seen);
            };
        });
    }
}
