package dev.leeward.bench;

import dev.leeward.policy.placement.HostId;
import dev.leeward.policy.placement.HostView;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.WorkloadView;
import dev.leeward.policy.policy.Effect;
import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.policy.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * H4: what judging a request costs where its facts are at hand, next to what it costs any other process to be asked at all;
 * and whether it costs more among 100,000 hosts than among 100. Reading and keeping are not in it: H5 and H1 measure these.
 */
final class InProcessDecision implements Headline {
    private static final double TARGET = 1;
    private static final double TARGET_GROWTH = 1.2;
    private static final int FEW = 100;
    private static final int MANY = 100_000;
    private static final int WORKLOADS = 10_000;

    /** A request, with whom it is about: objects that nobody has touched since the last time it was asked. */
    private record Asked(PlacementRequest request, WorkloadView workload, List<HostView> hosts) {}

    /** Questions about placements among that many hosts. */
    private static final class Setting {
        private final Evaluator evaluator = Policies.evaluator();
        private final List<Asked> questions;
        private int next;
        private long refused;

        Setting(int size) {
            var placements = Placements.now(size, WORKLOADS);
            var hosts = IntStream.range(0, size)
                    .mapToObj(placements::host)
                    .collect(Collectors.toMap(HostView::id, host -> host));
            var workloads = IntStream.range(0, WORKLOADS)
                    .mapToObj(placements::workload)
                    .collect(Collectors.toMap(WorkloadView::id, workload -> workload));
            questions = LongStream.range(0, 50_000)
                    .mapToObj(placements::question)
                    .map(question -> asked(question, Objects.requireNonNull(workloads.get(question.workload())), hosts))
                    .toList();
        }

        private static Asked asked(PlacementRequest question, WorkloadView workload, Map<HostId, HostView> hosts) {
            var involved = Stream.of(workload.host(), question.destinations().getFirst())
                    .distinct()
                    .map(hosts::get)
                    .toList();
            return new Asked(question, workload, involved);
        }

        Histogram decide(int count) {
            var times = Rounds.histogram();
            for (int i = 0; i < count; i++) {
                var question = questions.get(next);
                next = (next + 1) % questions.size();
                long start = System.nanoTime();
                var effect = decide(question);
                times.recordValue(System.nanoTime() - start);
                refused += effect == Effect.ALLOW ? 0 : 1;
            }
            return times;
        }

        private Effect decide(Asked asked) {
            var facts = new Facts(
                    Instant.now(), asked.workload(), asked.hosts(), Duration.ZERO, "bench", List.of(), List.of());
            return evaluator.decide(asked.request(), facts).effect();
        }
    }

    @Override
    public String id() {
        return "H4";
    }

    @Override
    public String about() {
        return "in-process decision p99 ÷ loopback TCP round trip p50; 100,000 hosts ÷ 100 hosts, p50";
    }

    @Override
    public Result measure(Lab lab) {
        var few = new Setting(FEW);
        var many = new Setting(MANY);
        int count = lab.quick() ? 5_000 : 50_000;
        var ratios = new ArrayList<Double>();
        var growths = new ArrayList<Double>();
        var p50s = new ArrayList<Double>();
        var p99s = new ArrayList<Double>();
        var trips = new ArrayList<Double>();
        try (var _ = Held.allBut(lab);
                var roundTrip = RoundTrip.open()) {
            few.decide(2 * count);
            many.decide(2 * count);
            roundTrip.times(count);
            for (int round = 0; round < lab.rounds(); round++) {
                var among100 = few.decide(count);
                var among100000 = many.decide(count);
                trips.add(Rounds.millisAt(roundTrip.times(count), 50) * 1e3);
                p50s.add(Rounds.millisAt(among100000, 50) * 1e3);
                p99s.add(Rounds.millisAt(among100000, 99) * 1e3);
                ratios.add(p99s.getLast() / trips.getLast());
                growths.add(p50s.getLast() / (Rounds.millisAt(among100, 50) * 1e3));
                lab.log()
                        .printf(
                                "  H4 round %d: p50 %.1f us, p99 %.1f us, round trip %.1f us, ratio %.2f, growth %.2f%n",
                                round + 1,
                                p50s.getLast(),
                                p99s.getLast(),
                                trips.getLast(),
                                ratios.getLast(),
                                growths.getLast());
            }
        }
        double ratio = Rounds.median(ratios);
        double growth = Rounds.median(growths);
        return new Result(
                id(),
                ratio <= TARGET && growth <= TARGET_GROWTH,
                Map.of("p99", ratio, "growth", growth),
                Map.of("p99", "≤ " + TARGET, "growth", "≤ " + TARGET_GROWTH),
                Map.of(
                        "decisionP50Micros", Rounds.median(p50s),
                        "decisionP99Micros", Rounds.median(p99s),
                        "roundTripP50Micros", Rounds.median(trips),
                        "refusedShare", Rounds.median(List.of(many.refused / (count * (lab.rounds() + 2.0)))),
                        "spread", Rounds.spread(ratios)),
                lab.rounds(),
                List.of("24 policies, facts at hand, in huge pages where the system has them; the other services are"
                        + " held. What grows is the time to read two hosts that are not in the processor's cache."));
    }
}
