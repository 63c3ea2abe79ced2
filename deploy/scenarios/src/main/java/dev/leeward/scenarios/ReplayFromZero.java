package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The views are forgotten and folded again from offset 0: they must be the same to the byte. */
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
        var before = settled(admin);
        log.println("before: " + before);
        admin.post(Part.COMPLIANCE, "/v1/views/actions/rebuild", Map.of()).expectSuccess();
        var watch = new Stopwatch();
        var after = Stopwatch.until(LIMIT, () -> {
                    var digest = admin.get(Part.COMPLIANCE, "/v1/views/digest").expect(200);
                    return digest.equals(before) ? Optional.of(digest) : Optional.empty();
                })
                .orElseGet(() -> admin.get(Part.COMPLIANCE, "/v1/views/digest").expect(200));
        log.println("after:  " + after);
        return new Outcome.Played(
                after.equals(before), Map.of("before", before, "after", after, "rebuiltWithinMillis", watch.millis()));
    }

    /** The digest once the views stand still: two looks a moment apart agree. */
    private static JsonNode settled(dev.leeward.local.Api admin) {
        return Stopwatch.until(LIMIT, () -> {
                    var first = admin.get(Part.COMPLIANCE, "/v1/views/digest").expect(200);
                    var second = Stopwatch.until(Duration.ofMillis(700), Optional::empty);
                    var third = admin.get(Part.COMPLIANCE, "/v1/views/digest").expect(200);
                    return second.isEmpty() && first.equals(third) ? Optional.of(third) : Optional.empty();
                })
                .orElseThrow(() -> new UserError("the views did not stand still for " + LIMIT.toSeconds() + " s"));
    }
}
