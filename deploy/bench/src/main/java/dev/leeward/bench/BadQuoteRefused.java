package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * H3: from the evidence that shows the wrong hypervisor to the refusal of the host at every enforcement point. All of them
 * ask policy-service, so that it is when its view has turned that is measured. Afterwards each is asked for a move to the
 * host, while it is trusted, and again once it is not: then it must be refused, for that reason.
 */
final class BadQuoteRefused implements Headline {
    private static final double TARGET = 1.5;

    /** None of the fleet, whose hosts all attested once. */
    private static final String HOST = GatewayPoint.HOST;

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
        var ratios = new ArrayList<Double>();
        var refused = new ArrayList<Double>();
        var accepted = new ArrayList<Double>();
        var commits = new ArrayList<Double>();
        var hops = new ArrayList<Double>();
        Asked asked;
        WarmUp.of(lab);
        try (var host = new Turncoat(lab, HOST)) {
            try (var bare = new BareCommit(lab);
                    var hop = new BareHop(lab)) {
                round(host, bare, hop, samples);
                for (int round = 0; round < lab.rounds(); round++) {
                    var seen = round(host, bare, hop, samples);
                    commits.add(Rounds.millisAt(seen.commit(), 50));
                    hops.add(Rounds.millisAt(seen.hop(), 50));
                    accepted.add(Rounds.millisAt(seen.accepted(), 50));
                    refused.add(Rounds.millisAt(seen.refused(), 50));
                    ratios.add(refused.getLast() / (commits.getLast() + 2 * hops.getLast()));
                    lab.log().printf("  H3 round %d: %.2f%n", round + 1, ratios.getLast());
                }
            }
            asked = askEverywhere(lab, host);
        } catch (IOException | SQLException e) {
            throw new UserError("H3: " + e.getMessage(), e);
        }
        double ratio = Rounds.median(ratios);
        return new Result(
                id(),
                asked.everywhere() && ratio <= TARGET,
                Map.of("p50", ratio),
                Map.of("p50", "≤ " + TARGET),
                Map.of(
                        "acceptedP50Millis", Rounds.median(accepted),
                        "refusedP50Millis", Rounds.median(refused),
                        "commitP50Millis", Rounds.median(commits),
                        "hopP50Millis", Rounds.median(hops),
                        "spread", Rounds.spread(ratios)),
                lab.rounds(),
                asked.notes());
    }

    /** What a round came to, in nanoseconds. */
    private record Round(Histogram commit, Histogram hop, Histogram accepted, Histogram refused) {}

    private static Round round(Turncoat host, BareCommit bare, BareHop hop, int samples)
            throws IOException, SQLException {
        var round = new Round(Rounds.histogram(), Rounds.histogram(), Rounds.histogram(), Rounds.histogram());
        for (int i = 0; i < samples; i++) {
            round.commit().recordValue(bare.once());
            round.hop().recordValue(hop.once());
            host.good();
            var turned = host.bad();
            round.accepted().recordValue(turned.accepted());
            round.refused().recordValue(turned.seen());
        }
        return round;
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
            notes.add("Measured until policy-service's view has turned, by which all of them decide. Asked afterwards, these"
                    + " refused because the host is not trusted: " + String.join(", ", refusing()) + ".");
            said.forEach((point, reason) -> {
                if (!reason.contains(WHY)) {
                    notes.add("Of that host's want of trust, " + point + " said NOTHING, but: '" + reason + "'.");
                }
            });
            skipped.forEach(missing -> notes.add("Skipped: " + missing + "."));
            notes.add("All services work meanwhile, on what came of the turn before as well. On the way are two commits and"
                    + " one hop, the check of a quote, and the call itself.");
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
