package dev.leeward.bench;

import dev.leeward.local.Stopwatch;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * H3: from the evidence that shows the wrong hypervisor to the refusal of the host at every enforcement point. All of them
 * ask policy-service, so that it is when its view has turned that is measured. Afterwards each is asked for a move to the
 * host, while it is trusted, and again once it is not: then it must be refused, for that reason.
 */
final class BadQuoteRefused implements Headline {
    private static final double TARGET = 1.5;

    /** None of the fleet, whose hosts all attested once. */
    private static final String HOST = GatewayPoint.HOST;

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final String WHY = HOST + " is not trusted";

    @Override
    public String id() {
        return "H3";
    }

    @Override
    public String about() {
        return "bad quote in → the host refused at every enforcement point ÷ (PostgreSQL commit + 2 Kafka hops), p50";
    }

    @Override
    public Result measure(Lab lab) {
        int samples = lab.quick() ? 5 : 40;
        var busy = new Measured(new ArrayList<>());
        var quiet = new Measured(new ArrayList<>());
        Asked asked;
        WarmUp.of(lab);
        try (var host = new Turncoat(lab, HOST)) {
            try (var bare = new BareCommit(lab);
                    var hop = new BareHop(lab)) {
                warmUp(bare, hop, lab.quick() ? 5 : 2_000);
                round(host, bare, hop, samples, Duration.ZERO);
                for (int round = 0; round < lab.rounds(); round++) {
                    busy.rounds().add(round(host, bare, hop, samples, Duration.ZERO));
                    quiet.rounds().add(round(host, bare, hop, samples / 2, QUIET));
                    lab.log()
                            .printf(
                                    "  H3 round %d: %.2f, in quiet %.2f%n",
                                    round + 1,
                                    busy.rounds().getLast().ratio(),
                                    quiet.rounds().getLast().ratio());
                }
            }
            asked = askEverywhere(lab, host);
        } catch (IOException | SQLException e) {
            throw new UserError("H3: " + e.getMessage(), e);
        }
        double ratio = busy.median(Round::ratio);
        var figures = new HashMap<String, Double>();
        busy.figures().forEach((name, value) -> figures.put(name + "P50Millis", value));
        quiet.figures().forEach((name, value) -> figures.put(name + "InQuietP50Millis", value));
        figures.put(
                "spread", Rounds.spread(busy.rounds().stream().map(Round::ratio).toList()));
        return new Result(
                id(),
                asked.everywhere() && ratio <= TARGET,
                Map.of("p50", ratio, "p50InQuiet", quiet.median(Round::ratio)),
                Map.of("p50", "≤ " + TARGET, "p50InQuiet", "(no promise)"),
                figures,
                lab.rounds(),
                asked.notes());
    }

    /** The limit is taken as warm as the services are: code that has run for a few dozen times only is several times as slow. */
    private static void warmUp(BareCommit bare, BareHop hop, int times) {
        for (int i = 0; i < times; i++) {
            bare.once();
            hop.once();
        }
    }

    /** What a round came to, in milliseconds. */
    private record Round(double commit, double hop, double accepted, double refused) {
        double ratio() {
            return refused / (commit + 2 * hop);
        }
    }

    /** All rounds of a kind. */
    private record Measured(List<Round> rounds) {
        double median(ToDoubleFunction<Round> figure) {
            return Rounds.median(rounds.stream().mapToDouble(figure).boxed().toList());
        }

        Map<String, Double> figures() {
            return Map.of(
                    "commit", median(Round::commit),
                    "hop", median(Round::hop),
                    "accepted", median(Round::accepted),
                    "refused", median(Round::refused));
        }
    }

    /** Between the samples there is a pause, or none: then services still work on what came of the turn before. */
    private static Round round(Turncoat host, BareCommit bare, BareHop hop, int samples, Duration pause)
            throws IOException, SQLException {
        var commits = Rounds.histogram();
        var hops = Rounds.histogram();
        var accepted = Rounds.histogram();
        var refused = Rounds.histogram();
        for (int i = 0; i < samples; i++) {
            Stopwatch.pause(pause);
            commits.recordValue(bare.once());
            Stopwatch.pause(pause);
            hops.recordValue(hop.once());
            host.good();
            Stopwatch.pause(pause);
            var turned = host.bad();
            accepted.recordValue(turned.accepted());
            refused.recordValue(turned.seen());
        }
        return new Round(
                Rounds.millisAt(commits, 50),
                Rounds.millisAt(hops, 50),
                Rounds.millisAt(accepted, 50),
                Rounds.millisAt(refused, 50));
    }

    /** What the enforcement points said once the host had turned, by their names, and which are not there. */
    private record Asked(Map<String, String> said, List<String> skipped) {

        boolean everywhere() {
            return refusing().equals(List.copyOf(said.keySet()));
        }

        private List<String> refusing() {
            return said.keySet().stream()
                    .filter(point -> said.getOrDefault(point, "").contains(WHY))
                    .toList();
        }

        List<String> notes() {
            var notes = new ArrayList<String>();
            notes.add(
                    "Measured until policy-service's view has turned, by which all of them decide. Asked afterwards, these"
                            + " refused because the host is not trusted: " + String.join(", ", refusing()) + ".");
            said.forEach((point, reason) -> {
                if (!reason.contains(WHY)) {
                    notes.add(point + " did NOT refuse for that reason, but said '" + reason + "'.");
                }
            });
            skipped.forEach(missing -> notes.add("Skipped: " + missing + "."));
            notes.add(
                    "All services work meanwhile, on what came of the turn before as well; in quiet they have ended that, for"
                            + " 100 ms. On the way are two commits and one hop, the check of a quote, and the call itself.");
            return notes;
        }
    }

    /** A refusal is an incident, so that none is asked within the rounds. */
    private static Asked askEverywhere(Lab lab, Turncoat host) throws IOException, SQLException {
        host.good();
        try (var points = EnforcementPoints.set(lab, HOST)) {
            host.bad();
            return new Asked(points.refusals(), points.skipped());
        }
    }
}
