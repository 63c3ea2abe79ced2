package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The views are thrown away and folded again from the first recorded event: they must be the same to the byte. */
final class ReplayFromZero implements Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "replay-from-zero";
    }

    @Override
    public String about() {
        return "all views are rebuilt from offset 0 and are byte-identical to those before";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var admin = stack.api().as("ada", "admin", null);
        var replay = Stopwatch.await(LIMIT, "a replay that no new event fell into", () -> quietReplay(admin));
        log.printf("  %d events folded again in %d ms%n", replay.events(), replay.millis());
        var observed = new LinkedHashMap<String, Object>();
        observed.put("events", replay.events());
        observed.put("millis", replay.millis());
        observed.put("views", replay.after());
        observed.put("identical", replay.before().equals(replay.after()));
        return new Outcome.Played(replay.before().equals(replay.after()) && replay.events() > 0, observed);
    }

    private record Replay(JsonNode before, JsonNode after, long events, long millis) {}

    /** Empty where an event arrived between the two looks: hosts are attested all the time. */
    private static Optional<Replay> quietReplay(Api admin) {
        var before = admin.get(Part.COMPLIANCE, "/v1/views/digest").expect(200).path("views");
        var watch = new Stopwatch();
        var rebuilt = admin.post(Part.COMPLIANCE, "/v1/views/actions/rebuild", Map.of())
                .expect(200);
        var replay =
                new Replay(before, rebuilt.path("views"), rebuilt.path("events").asLong(), watch.millis());
        return logHeads(before).equals(logHeads(replay.after())) ? Optional.of(replay) : Optional.empty();
    }

    /** The digest of how far the log goes, by which a new event shows. */
    private static JsonNode logHeads(JsonNode views) {
        for (var view : views) {
            if (view.path("view").asText().equals("events")) {
                return view;
            }
        }
        throw new UserError("the digests have no view 'events': " + views);
    }
}
