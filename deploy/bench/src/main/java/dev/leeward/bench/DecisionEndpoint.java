package dev.leeward.bench;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stopwatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * H5: asking policy-service, next to asking a service that checks the caller's token and does nothing else, on the same
 * cores and in the same run. A decision is kept with its inputs, and its event handed over, before it is answered. Throughput
 * is of connections that ask again at once; the 99th percentile is at a constant rate that policy-service can hold.
 */
final class DecisionEndpoint implements Headline {
    private static final double TARGET_THROUGHPUT = 0.8;
    private static final double TARGET_P99 = 1.3;
    private static final int CONNECTIONS = 32;
    private static final String HELLO = "deploy/hello/target/quarkus-app/quarkus-run.jar";

    private final Placements placements = Placements.now(100_000, 10_000);

    /** One that is asked, with what was measured of it in each round. */
    private static final class Asked {
        private final RequestLoad load;
        private final List<Double> perSecond = new ArrayList<>();
        private final List<Double> p50s = new ArrayList<>();
        private final List<Double> p99s = new ArrayList<>();
        private Map<String, Double> millis = Map.of();

        Asked(int port, Turns.Turn request) {
            this.load = new RequestLoad(port, CONNECTIONS, request);
        }

        /** Until it grows no faster, or the time is over: two compilers share the cores with what they compile. */
        void warmUp(Duration limit) {
            var watch = new Stopwatch();
            double best = 0;
            double last = 1;
            while (watch.elapsed().compareTo(limit) < 0 && last > 1.03 * best) {
                best = Math.max(best, last);
                last = load.saturated(limit.dividedBy(6)).perSecond();
            }
        }

        /** Also notes what an answer costs of processor time, by where it goes. */
        void saturate(Lab lab, Duration time) {
            var before = Usage.now(lab.stack(), Part.POLICY);
            var seen = load.saturated(time);
            millis = before.millisSince(
                    Usage.now(lab.stack(), Part.POLICY), seen.latency().getTotalCount());
            perSecond.add(seen.perSecond());
        }

        void pace(double rate, Duration time) {
            var latency = load.paced(rate, time).latency();
            p50s.add(Rounds.millisAt(latency, 50));
            p99s.add(Rounds.millisAt(latency, 99));
        }
    }

    @Override
    public String id() {
        return "H5";
    }

    @Override
    public String about() {
        return "decision endpoint ÷ bare Quarkus endpoint with the same authentication: throughput, and p99";
    }

    @Override
    public Result measure(Lab lab) {
        PolicyView.install(lab, placements);
        PolicyView.publishPolicies(lab);
        var token = lab.enforcementPoint();
        var root = lab.stack().settings().root();
        var log = lab.stack().settings().home().resolve("logs/hello.log").toFile();
        var peer = OpenPolicyAgent.program(lab);
        try (var hello = Beside.start("hello", log, port -> lab.stack().beside(root.resolve(HELLO), port))) {
            var all = new LinkedHashMap<String, Asked>();
            all.put("hello", new Asked(hello.port(), (connection, number) -> {
                if (connection
                                .post("/hello", token, question(placements, number))
                                .status()
                        != 200) {
                    throw new IOException("hello is not answered with 200");
                }
            }));
            all.put(
                    "decision",
                    new Asked(
                            lab.stack().settings().port(Part.POLICY),
                            (connection, number) -> requireEffect(
                                    connection.post("/v1/decisions", token, question(placements, number)))));
            if (peer.isEmpty()) {
                return lab.alone(Part.POLICY, () -> measure(lab, all));
            }
            try (var opa = OpenPolicyAgent.start(peer.get(), placements)) {
                all.put("opa", new Asked(opa.port(), OpenPolicyAgent.request(placements)));
                return lab.alone(Part.POLICY, () -> measure(lab, all));
            }
        }
    }

    private Result measure(Lab lab, Map<String, Asked> all) {
        var time = Duration.ofSeconds(lab.quick() ? 1 : 5);
        for (var asked : all.values()) {
            asked.warmUp(lab.quick() ? Duration.ofSeconds(2) : Duration.ofSeconds(60));
        }
        double rate = one(all, "decision").load.saturated(time).perSecond() / 2;
        for (int round = 0; round < lab.rounds(); round++) {
            for (var asked : all.values()) {
                asked.saturate(lab, time);
            }
            for (var asked : all.values()) {
                asked.pace(rate, time);
            }
            for (var entry : all.entrySet()) {
                var asked = entry.getValue();
                lab.log()
                        .printf(
                                "  H5 round %d %s: %.0f/s; at %.0f/s p50 %.2f ms, p99 %.2f ms%n",
                                round + 1,
                                entry.getKey(),
                                asked.perSecond.getLast(),
                                rate,
                                asked.p50s.getLast(),
                                asked.p99s.getLast());
            }
        }
        return result(lab, all, rate);
    }

    private Result result(Lab lab, Map<String, Asked> all, double rate) {
        var decision = one(all, "decision");
        var hello = one(all, "hello");
        var ratios = new LinkedHashMap<String, Double>();
        var targets = new LinkedHashMap<String, String>();
        var figures = new LinkedHashMap<String, Double>();
        ratios.put("throughput", ratio(decision.perSecond, hello.perSecond));
        targets.put("throughput", "≥ " + TARGET_THROUGHPUT);
        ratios.put("p99", ratio(decision.p99s, hello.p99s));
        targets.put("p99", "≤ " + TARGET_P99);
        boolean met = Rounds.median(decision.perSecond) >= TARGET_THROUGHPUT * Rounds.median(hello.perSecond)
                && Rounds.median(decision.p99s) <= TARGET_P99 * Rounds.median(hello.p99s);
        figures.put("pacedPerSecond", rate);
        all.forEach((name, asked) -> {
            figures.put(name + "PerSecond", Rounds.median(asked.perSecond));
            figures.put(name + "P50Millis", Rounds.median(asked.p50s));
            figures.put(name + "P99Millis", Rounds.median(asked.p99s));
        });
        decision.millis.forEach((where, millis) -> figures.put(where + "CpuMicrosEach", millis * 1_000));
        var notes = new ArrayList<>(
                List.of(
                        "24 policies, 100,000 hosts; each decision is durable before it is answered; the other services are held."));
        var opa = all.get("opa");
        if (opa == null) {
            notes.add(
                    "Skipped: Open Policy Agent is not there, and is built in a full run only, where Go is installed.");
        } else {
            ratios.put("opaThroughput", ratio(decision.perSecond, opa.perSecond));
            targets.put("opaThroughput", "> 1");
            ratios.put("opaP99", ratio(decision.p99s, opa.p99s));
            targets.put("opaP99", "< 1");
            met &= ratio(decision.perSecond, opa.perSecond) > 1 && ratio(decision.p99s, opa.p99s) < 1;
            notes.add("Open Policy Agent answers without checking a token, and keeps nothing.");
        }
        return new Result(id(), met, ratios, targets, figures, lab.rounds(), notes);
    }

    private static double ratio(List<Double> ours, List<Double> limit) {
        return Math.round(Rounds.median(ours) / Rounds.median(limit) * 1_000) / 1_000.0;
    }

    private static Asked one(Map<String, Asked> all, String name) {
        var found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name + " is not measured");
        }
        return found;
    }

    /** The body of a question. */
    static String question(Placements placements, long number) {
        var asked = placements.question(number);
        return Api.write(Map.of(
                "requestId", UUID.randomUUID().toString(),
                "action", "migrate",
                "principal",
                        Map.of(
                                "id", asked.principal().id(),
                                "roles", asked.principal().roles()),
                "workload", asked.workload().value(),
                "destination", asked.destinations().getFirst().value(),
                "enforcementPoint", "bench"));
    }

    /** What every answer must have. */
    static void requireEffect(KeptConnection.Answer answer) throws IOException {
        if (answer.status() != 200 || !answer.body().contains("\"effect\":")) {
            throw new IOException("no decision but " + answer);
        }
    }
}
