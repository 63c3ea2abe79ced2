package dev.leeward.bench;

import dev.leeward.local.Part;
import dev.leeward.local.UserError;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.MoveSpellings;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

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
            restart(lab, environment(vcsim, certificate, port));
            var direct = new Way(URI.create(vcsim.url()), vcsim.certificate(), password(vcsim));
            var through = new Way(
                    URI.create("https://127.0.0.1:" + port + "/sdk"), certificate.certificate(), password(vcsim));
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

    private static Map<String, String> environment(Vcsim vcsim, PemCertificate certificate, int port) {
        var prefix = "LEEWARD_VSPHERE_GATEWAY_";
        return Map.of(
                prefix + "UPSTREAM", vcsim.url().replace("/sdk", ""),
                prefix + "UPSTREAM_CA", vcsim.certificate().toString(),
                prefix + "PORT", Integer.toString(port),
                prefix + "CERTIFICATE", certificate.certificate().toString(),
                prefix + "KEY", certificate.key().toString());
    }

    private static String password(Vcsim vcsim) throws IOException {
        return Files.readString(vcsim.passwordFile()).strip();
    }

    /** A way to the vCenter. */
    private record Way(URI address, Path authority, String password) {

        HttpClient client() {
            SSLContext tls = PemCertificate.trusting(authority);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls)
                    .build();
        }

        HttpResponse<String> send(HttpClient http, String session, String message) {
            try {
                return http.send(
                        HttpRequest.newBuilder(address)
                                .timeout(Duration.ofSeconds(60))
                                .header("Content-Type", "text/xml; charset=utf-8")
                                .header("Cookie", session)
                                .POST(BodyPublishers.ofString(message))
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UserError(address + " does not answer: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UserError("interrupted", e);
            }
        }

        String login(HttpClient http) {
            var answer = send(
                    http,
                    "",
                    MoveSpellings.message(
                            "<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this><userName>"
                                    + Vcsim.USER + "</userName><password>" + password + "</password></Login>"));
            return answer.headers()
                    .firstValue("Set-Cookie")
                    .map(cookie -> cookie.split(";", 2)[0])
                    .orElseThrow(() -> new UserError(address + " lets nobody in: " + answer.body()));
        }

        long timed(HttpClient http, String session) {
            long start = System.nanoTime();
            var answer = send(http, session, NOW);
            long took = System.nanoTime() - start;
            if (answer.statusCode() != 200) {
                throw new UserError(address + " answers " + answer.body());
            }
            return took;
        }
    }

    private Result measure(Lab lab, Way direct, Way through) {
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
                    without.recordValue(direct.timed(toVcenter, there));
                    with.recordValue(through.timed(toGateway, here));
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
    private static Served served(Way way, int sessions) {
        var done = new AtomicInteger();
        var taken = Rounds.histogram();
        long start = System.nanoTime();
        try (var http = way.client();
                var all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < sessions; i++) {
                all.execute(() -> {
                    var session = way.login(http);
                    for (int call = 0; call < CALLS_EACH; call++) {
                        long took = way.timed(http, session);
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
