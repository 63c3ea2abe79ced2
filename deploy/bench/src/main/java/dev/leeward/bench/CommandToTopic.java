package dev.leeward.bench;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.policy.DecisionMade;
import dev.leeward.local.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** H2: from a command to its event on the topic, next to one commit and one Kafka hop. */
final class CommandToTopic implements Headline {
    private static final double TARGET_P50 = 1.25;
    private static final double TARGET_P99 = 2;

    private final EventCodec codec = new EventCodec();

    @Override
    public String id() {
        return "H2";
    }

    @Override
    public String about() {
        return "command sent → event visible on its topic ÷ (PostgreSQL commit + Kafka hop), p50 and p99";
    }

    @Override
    public Result measure(Lab lab) {
        return lab.alone(Part.POLICY, () -> alone(lab));
    }

    private Result alone(Lab lab) {
        int samples = lab.quick() ? 50 : 500;
        var figures = new LinkedHashMap<String, Double>();
        var p50 = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        round(lab, lab.quick() ? 20 : 2_000);
        for (int round = 0; round < lab.rounds(); round++) {
            var seen = round(lab, samples);
            p50.add(seen.ratio(50));
            p99.add(seen.ratio(99));
            figures.put("visibleP50Millis", Rounds.millisAt(seen.visible(), 50));
            figures.put("visibleP99Millis", Rounds.millisAt(seen.visible(), 99));
            figures.put("commitP50Millis", Rounds.millisAt(seen.commit(), 50));
            figures.put("commitP99Millis", Rounds.millisAt(seen.commit(), 99));
            figures.put("hopP50Millis", Rounds.millisAt(seen.hop(), 50));
            figures.put("hopP99Millis", Rounds.millisAt(seen.hop(), 99));
            lab.log().printf("  H2 round %d: p50 %.2f, p99 %.2f%n", round + 1, p50.getLast(), p99.getLast());
        }
        figures.put("spreadP50", Rounds.spread(p50));
        figures.put("spreadP99", Rounds.spread(p99));
        double medianP50 = Rounds.median(p50);
        double medianP99 = Rounds.median(p99);
        return new Result(
                id(),
                medianP50 <= TARGET_P50 && medianP99 <= TARGET_P99,
                Map.of("p50", medianP50, "p99", medianP99),
                Map.of("p50", "≤ " + TARGET_P50, "p99", "≤ " + TARGET_P99),
                figures,
                lab.rounds(),
                List.of("The other services are held."));
    }

    private record Round(Histogram visible, Histogram commit, Histogram hop) {
        double ratio(double percentile) {
            return Rounds.millisAt(visible, percentile)
                    / (Rounds.millisAt(commit, percentile) + Rounds.millisAt(hop, percentile));
        }
    }

    /** One command, one commit and one hop in turn. */
    private Round round(Lab lab, int samples) {
        var round = new Round(Rounds.histogram(), Rounds.histogram(), Rounds.histogram());
        var topic = Topic.POLICY_DECISIONS.topicName();
        try (var decisions = new Decisions(lab);
                var bare = new BareCommit(lab);
                var hop = new BareHop(lab);
                var events = lab.consumerAtEnd(topic)) {
            for (int i = 0; i < samples; i++) {
                round.commit().recordValue(bare.once());
                round.hop().recordValue(hop.once());
                var mark = UUID.randomUUID().toString();
                long start = System.nanoTime();
                decisions.ask(mark);
                BareHop.await(events, record -> answers(record, mark));
                round.visible().recordValue(System.nanoTime() - start);
            }
        }
        return round;
    }

    private boolean answers(ConsumerRecord<String, byte[]> record, String requestId) {
        return codec.decode(record.value()) instanceof DecisionMade made
                && made.getRequestId().equals(requestId);
    }
}
