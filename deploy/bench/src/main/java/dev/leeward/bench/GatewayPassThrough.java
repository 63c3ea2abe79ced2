package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** H13: what the vSphere gateway adds to a call that it passes on, and how many sessions it serves at once. */
final class GatewayPassThrough implements Headline {
    private static final double TARGET_MILLIS = 1.0;
    private static final int CALLS_EACH = 5;
    private static final String NOW = MoveSpellings.message("<CurrentTime xmlns=\"urn:vim25\">"
            + "<_this type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>");

    @Override
    public String id() {
        return "H13";
    }

    @Override
    public String about() {
        return "a SOAP call through the vSphere gateway − the same call to the vCenter itself, p50 in ms; sessions at once";
    }

    @Override
    public Result measure(Lab lab) {
        var missing = Vcsim.missing();
        if (missing.isPresent()) {
            return new Result(id(), true, Map.of(), Map.of(), Map.of(), 0, List.of("Skipped: " + missing.get() + "."));
        }
        var folder = lab.stack().settings().home().resolve("gateway-bench");
        try (var vcsim = Vcsim.start(folder, 1, Map.of())) {
            var certificate = PemCertificate.in(folder);
            int port = Ports.free();
            restart(lab, GatewayPoint.environment(vcsim, certificate, port));
            var direct = VcenterWay.to(vcsim);
            var through = VcenterWay.through(port, certificate, vcsim);
            return lab.alone(Part.POLICY, () -> measure(lab, direct, through));
        } catch (IOException e) {
            throw new UserError("vcsim: " + e.getMessage(), e);
        } finally {
            restart(lab, Map.of());
        }
    }

    private static void restart(Lab lab, Map<String, String> environment) {
        lab.stack().kill(Part.POLICY);
        lab.stack().restart(Part.POLICY, environment);
    }

    private static long timed(VcenterWay way, HttpClient http, String session) {
        long start = System.nanoTime();
        var answer = way.send(http, session, NOW);
        long took = System.nanoTime() - start;
        if (answer.statusCode() != 200) {
            throw new UserError(way.address() + " answers " + answer.body());
        }
        return took;
    }

    private Result measure(Lab lab, VcenterWay direct, VcenterWay through) {
        int calls = lab.quick() ? 200 : 2_000;
        int sessions = lab.quick() ? 50 : 500;
        var added = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        try (var toVcenter = direct.client();
                var toGateway = through.client()) {
            var there = direct.login(toVcenter);
            var here = through.login(toGateway);
            for (int round = 0; round <= lab.rounds(); round++) {
                var without = Rounds.histogram();
                var with = Rounds.histogram();
                for (int i = 0; i < calls; i++) {
                    without.recordValue(timed(direct, toVcenter, there));
                    with.recordValue(timed(through, toGateway, here));
                }
                if (round > 0) {
                    bare.add(Rounds.millisAt(without, 50));
                    added.add(Rounds.millisAt(with, 50) - bare.getLast());
                    lab.log().printf("  H13 round %d: %.3f ms%n", round, added.getLast());
                }
            }
        }
        var served = served(through, sessions);
        double millis = Rounds.median(added);
        var figures = new HashMap<String, Double>();
        figures.put("directP50Millis", Rounds.median(bare));
        figures.put("sessionsCallP50Millis", served.p50Millis());
        figures.put("sessionsCallP99Millis", served.p99Millis());
        figures.put("sessionsSeconds", served.seconds());
        return new Result(
                id(),
                millis <= TARGET_MILLIS && served.sessions() == sessions,
                Map.of("addedP50Millis", millis, "sessions", (double) served.sessions()),
                Map.of("addedP50Millis", "≤ " + TARGET_MILLIS, "sessions", "= " + sessions),
                figures,
                lab.rounds(),
                List.of("The other services are held; clients and simulator share the cores with the gateway."));
    }

    /** How many sessions came to their end, and what their calls took. */
    private record Served(int sessions, double p50Millis, double p99Millis, double seconds) {}

    /** Everybody signs in at once, and then calls; clients and simulator share the cores with the gateway. */
    private static Served served(VcenterWay way, int sessions) {
        var done = new AtomicInteger();
        var taken = Rounds.histogram();
        long start = System.nanoTime();
        try (var http = way.client();
                var all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < sessions; i++) {
                all.execute(() -> {
                    var session = way.login(http);
                    for (int call = 0; call < CALLS_EACH; call++) {
                        long took = timed(way, http, session);
                        synchronized (taken) {
                            taken.recordValue(took);
                        }
                    }
                    done.incrementAndGet();
                });
            }
        }
        return new Served(
                done.get(), Rounds.millisAt(taken, 50), Rounds.millisAt(taken, 99), (System.nanoTime() - start) / 1e9);
    }
}
