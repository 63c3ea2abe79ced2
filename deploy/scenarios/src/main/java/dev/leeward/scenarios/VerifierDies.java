package dev.leeward.scenarios;

import dev.leeward.local.Part;
import dev.leeward.local.PrivateStack;
import dev.leeward.local.Stack;
import dev.leeward.local.Stopwatch;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attestation service dies, and then hangs: when the results run out, nobody trusts any host any more, and when it is
 * back, trust is back without a hand.
 */
final class VerifierDies implements Scenario {
    private static final Duration LIFETIME = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** A private stack, where results last as long as a drill can wait. */
    private static final Map<String, String> CONFIGURATION =
            Map.of("LEEWARD_ATTESTATION_TRUST_LIFETIME", LIFETIME.toSeconds() + "s", "LEEWARD_INTERVAL", "4");

    @Override
    public String name() {
        return "verifier-dies";
    }

    @Override
    public String about() {
        return "the attestation service dies, then hangs: trust runs out everywhere, and comes back by itself";
    }

    @Override
    public Outcome play(Stack stack, PrintStream log) {
        var home = stack.settings().home().resolve("short-trust");
        try (var own = PrivateStack.start(stack.settings(), home, CONFIGURATION)) {
            var hosts = Stopwatch.await(LIMIT, "three hosts to be trusted", () -> {
                var trusted = TrustedHosts.of(own.stack());
                return trusted.size() == 3 ? Optional.of(trusted) : Optional.empty();
            });
            var parties = new RelyingParties(own.stack(), hosts);
            parties.awaitTrust();
            var killed = outage(
                    parties,
                    () -> own.stack().kill(Part.ATTESTATION),
                    () -> own.stack().restart(Part.ATTESTATION));
            log.printf("  killed: %s%n", killed);
            var hanging = outage(
                    parties,
                    () -> own.stack().pause(Part.ATTESTATION),
                    () -> own.stack().resume(Part.ATTESTATION));
            log.printf("  hanging: %s%n", hanging);
            var observed = new LinkedHashMap<String, Object>();
            observed.put("trustLifetimeSeconds", LIFETIME.toSeconds());
            observed.put("killed", killed);
            observed.put("hanging", hanging);
            return new Outcome.Played(isAsPromised(killed) && isAsPromised(hanging), observed);
        }
    }

    private static Map<String, Object> outage(RelyingParties parties, Runnable begin, Runnable end) {
        begin.run();
        var dead = new Stopwatch();
        parties.awaitExpiry();
        var seen = new LinkedHashMap<String, Object>();
        seen.put("expiredAfterSeconds", rounded(dead));
        seen.put("stillTrusting", parties.stillTrusting());
        seen.put("console", parties.console());
        seen.put("denial", parties.denial());
        seen.put("migrationMeanwhile", parties.migrate());
        var back = new Stopwatch();
        end.run();
        parties.awaitTrust();
        seen.put("trustedAgainAfterSeconds", rounded(back));
        seen.put("migrationAfterwards", parties.migrate());
        return seen;
    }

    private static double rounded(Stopwatch watch) {
        return Math.round(watch.seconds() * 10) / 10.0;
    }

    private static boolean isAsPromised(Map<String, Object> outage) {
        return List.of().equals(outage.get("stillTrusting"))
                && "Blocked".equals(outage.get("migrationMeanwhile"))
                && "Succeeded".equals(outage.get("migrationAfterwards"));
    }
}
