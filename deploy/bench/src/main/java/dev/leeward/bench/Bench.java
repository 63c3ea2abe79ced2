package dev.leeward.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.leeward.local.Api;
import dev.leeward.local.Options;
import dev.leeward.local.PrivateStack;
import dev.leeward.local.Settings;
import dev.leeward.local.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code ./leeward bench NAME...|all [--quick]}: one JSON line a headline on standard output, all else on standard error.
 * A full run also renders the newest results into docs/performance.md; a quick one is a smoke test.
 */
public final class Bench {
    private static final List<Headline> ALL = List.of(
            new CommandAcknowledged(),
            new CommandToTopic(),
            new BadQuoteRefused(),
            new InProcessDecision(),
            new DecisionEndpoint(),
            new ComplianceFold(),
            new QuoteVerification(),
            new Reappraisal(),
            new Attestations(),
            new GatewayPassThrough(),
            new Replay());

    private Bench() {}

    public static void main(String[] arguments) {
        int status;
        try {
            var words = new ArrayList<>(List.of("bench"));
            words.addAll(Arrays.asList(arguments));
            run(Options.parse(words));
            status = 0;
        } catch (UserError e) {
            System.err.println("leeward: " + e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private static void run(Options options) {
        var chosen = chosen(options);
        var settings = Settings.fromSystem();
        System.err.println("Starting a private stack to measure.");
        try (var own = PrivateStack.start(settings)) {
            var lab = new Lab(own.stack(), options.has("quick"), System.err);
            var page = new PerformancePage(settings.root().resolve("docs/performance.md"), ALL);
            for (var headline : chosen) {
                System.err.println("== " + headline.id() + ": " + headline.about());
                var result = headline.measure(lab);
                print(result);
                if (!lab.quick()) {
                    page.update(result);
                }
            }
        }
    }

    private static List<Headline> chosen(Options options) {
        var unknown = options.values().keySet().stream()
                .filter(name -> !Set.of("quick").contains(name))
                .findFirst();
        if (unknown.isPresent()) {
            throw new UserError("'bench' knows no option --" + unknown.get() + "; known: --quick");
        }
        var known = String.join(", ", ALL.stream().map(Headline::id).toList());
        if (options.words().isEmpty()) {
            throw new UserError("name a benchmark, or several, or 'all'; known: " + known);
        }
        if (options.words().equals(List.of("all"))) {
            return ALL;
        }
        return options.words().stream()
                .map(name -> ALL.stream()
                        .filter(headline -> headline.id().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new UserError("there is no benchmark '%s'; known: %s, all".formatted(name, known))))
                .toList();
    }

    private static void print(Result result) {
        try {
            System.out.println(Api.JSON.writeValueAsString(result.line()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
