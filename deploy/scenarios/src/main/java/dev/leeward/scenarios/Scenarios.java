package dev.leeward.scenarios;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.leeward.local.Api;
import dev.leeward.local.Options;
import dev.leeward.local.PrivateStack;
import dev.leeward.local.Settings;
import dev.leeward.local.Stack;
import dev.leeward.local.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code ./leeward scenario NAME|all}: drills against the stack that is up, or against a private one. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new StageDemo(),
            new KillEachService(),
            new PoisonEveryTopic(),
            new ReferenceUpgrade(),
            new ReplayFromZero(),
            new VcenterInventory(),
            new GatewayGovc(),
            new GatewayBypass(),
            new LibvirtCertificates(),
            new AdmissionKubectl(),
            new FullDisk(),
            new AttestSwtpm(),
            new AttestTamper(),
            new VerifierDies(),
            new LibvirtHook(),
            new TwoPerson(),
            new BreakGlass(),
            new PolicyReplay(),
            new PolicyBlind());

    private Scenarios() {}

    public static void main(String[] arguments) {
        int status;
        try {
            var words = new ArrayList<>(List.of("scenario"));
            words.addAll(Arrays.asList(arguments));
            status = run(words);
        } catch (UserError e) {
            System.err.println("leeward: " + e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private static int run(List<String> words) {
        var options = Options.parse(words);
        if (options.has("list")) {
            ALL.forEach(scenario -> System.out.printf("%-20s %s%n", scenario.name(), scenario.about()));
            return 0;
        }
        var chosen = chosen(options);
        var own = new Stack(Settings.fromSystem(), System.err);
        if (own.isUp()) {
            return playAll(chosen, own);
        }
        System.err.println("No stack is up: starting a private one.");
        try (var privateStack = PrivateStack.start(own.settings())) {
            return playAll(chosen, privateStack.stack());
        }
    }

    private static List<Scenario> chosen(Options options) {
        var unknown = options.values().keySet().stream().findFirst();
        if (unknown.isPresent()) {
            throw new UserError("'scenario' knows no option --" + unknown.get() + "; known: --list");
        }
        if (options.words().size() != 1) {
            throw new UserError("name one scenario, or 'all'; ./leeward scenario --list shows them");
        }
        var name = options.words().getFirst();
        if (name.equals("all")) {
            return ALL;
        }
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new UserError("there is no scenario '%s'; known: %s, all"
                        .formatted(
                                name,
                                String.join(
                                        ", ", ALL.stream().map(Scenario::name).toList()))));
    }

    private static int playAll(List<Scenario> chosen, Stack stack) {
        boolean ok = true;
        for (var scenario : chosen) {
            System.err.println("== " + scenario.name() + ": " + scenario.about());
            var outcome = play(scenario, stack);
            ok &= outcome.isAcceptable();
            print(outcome.line(scenario.name()));
        }
        return ok ? 0 : 1;
    }

    private static Outcome play(Scenario scenario, Stack stack) {
        try {
            return scenario.play(stack, System.err);
        } catch (UserError e) {
            return new Outcome.Played(false, Map.of("error", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            e.printStackTrace(System.err); // the drills that follow are played all the same
            return new Outcome.Played(false, Map.of("error", e.toString()));
        }
    }

    private static void print(Map<String, Object> line) {
        try {
            System.out.println(Api.JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
