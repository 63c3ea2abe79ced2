package dev.leeward.bench;

import dev.leeward.local.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** H1: what a command over REST costs, next to the commit that it cannot do without. */
final class CommandAcknowledged implements Headline {
    private static final double TARGET = 1.3;

    @Override
    public String id() {
        return "H1";
    }

    @Override
    public String about() {
        return "command acknowledged ÷ bare PostgreSQL commit, p50";
    }

    @Override
    public Result measure(Lab lab) {
        return lab.alone(Part.POLICY, () -> alone(lab));
    }

    private Result alone(Lab lab) {
        int samples = lab.quick() ? 50 : 500;
        var ratios = new ArrayList<Double>();
        var commands = new ArrayList<Double>();
        var commits = new ArrayList<Double>();
        try (var decisions = new Decisions(lab);
                var bare = new BareCommit(lab)) {
            round(decisions, bare, lab.quick() ? 50 : 5_000);
            for (int round = 0; round < lab.rounds(); round++) {
                var seen = round(decisions, bare, samples);
                commands.add(seen.getFirst());
                commits.add(seen.getLast());
                ratios.add(seen.getFirst() / seen.getLast());
                lab.log().printf("  H1 round %d: %.2f%n", round + 1, ratios.getLast());
            }
        }
        double ratio = Rounds.median(ratios);
        return new Result(
                id(),
                ratio <= TARGET,
                Map.of("p50", ratio),
                Map.of("p50", "≤ " + TARGET),
                Map.of(
                        "commandP50Millis", Rounds.median(commands),
                        "bareCommitP50Millis", Rounds.median(commits),
                        "spread", Rounds.spread(ratios)),
                lab.rounds(),
                List.of("The other services are held."));
    }

    /** Both in turn, so that whatever else the machine does hits both alike; returns the two medians. */
    private static List<Double> round(Decisions decisions, BareCommit bare, int samples) {
        var command = Rounds.histogram();
        var commit = Rounds.histogram();
        for (int i = 0; i < samples; i++) {
            commit.recordValue(bare.once());
            var request = UUID.randomUUID().toString();
            long start = System.nanoTime();
            decisions.ask(request);
            command.recordValue(System.nanoTime() - start);
        }
        return List.of(Rounds.millisAt(command, 50), Rounds.millisAt(commit, 50));
    }
}
