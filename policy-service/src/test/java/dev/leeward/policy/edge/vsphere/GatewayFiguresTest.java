package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.ToolCheck;
import dev.leeward.testkit.vsphere.PemCertificate;
import dev.leeward.testkit.vsphere.Vcsim;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway costs, printed where {@code -Dleeward.figures=true} asks for it. */
@QuarkusTest
@WithTestResource(LeewardStack.class)
@EnabledIfSystemProperty(named = "leeward.figures", matches = "true")
class GatewayFiguresTest {

    private static final int CALLS = 3_000;
    private static final int SESSIONS = 500;

    @TempDir
    Path folder;

    @Inject
    GatewayService service;

    @Test
    void calls_one_after_the_other_and_sessions_that_wait_at_once() throws Exception {
        ToolCheck.require(
                Vcsim.missing().isEmpty(),
                "what the gateway costs",
                Vcsim.missing().orElse(""));
        try (Vcsim vcsim = Vcsim.start(folder.resolve("vcsim"), 1, Map.of());
                FakeVcenter waiting = FakeVcenter.start(service.vertx)) {
            URI upstream = URI.create(vcsim.url().replace("/sdk", ""));
            Map<String, String> ca = Map.of("upstream-ca", vcsim.certificate().toString());
            try (TestGateway gateway = TestGateway.before(upstream, folder, service, ca);
                    TestGateway patient = TestGateway.before(waiting.url(), folder, service, Map.of());
                    HttpClient direct = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(PemCertificate.trusting(vcsim.certificate()))
                            .build()) {
                compare("SOAP message", direct, soap(upstream), gateway.http(), soap(gateway.at("")));
                compare("streamed GET", direct, get(upstream), gateway.http(), get(gateway.at("")));
                sessions(patient);
            }
        }
    }

    private static HttpRequest soap(URI at) {
        return HttpRequest.newBuilder(at.resolve("/sdk"))
                .header("Content-Type", "text/xml; charset=utf-8")
                .POST(BodyPublishers.ofString(SoapMessage.call(
                        "RetrieveServiceContent", new Reference("ServiceInstance", "ServiceInstance"), "")))
                .build();
    }

    private static HttpRequest get(URI at) {
        return HttpRequest.newBuilder(at.resolve("/sdk/vimServiceVersions.xml")).build();
    }

    /** Turn by turn, so that both see the same machine. */
    private static void compare(String what, HttpClient direct, HttpRequest there, HttpClient through, HttpRequest here)
            throws IOException, InterruptedException {
        List<Long> without = new ArrayList<>();
        List<Long> with = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            without.add(timed(direct, there));
            with.add(timed(through, here));
        }
        List<Long> late = without.subList(CALLS / 2, CALLS);
        List<Long> lateWith = with.subList(CALLS / 2, CALLS);
        System.out.printf(
                "FIGURES %s: direct p50 %d us p99 %d us; through the gateway p50 %d us p99 %d us%n",
                what, at(late, 0.5), at(late, 0.99), at(lateWith, 0.5), at(lateWith, 0.99));
    }

    private static long timed(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        assertThat(client.send(request, BodyHandlers.ofByteArray()).statusCode())
                .isEqualTo(200);
        return (System.nanoTime() - start) / 1000;
    }

    private static void sessions(TestGateway gateway) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            waiting.add(gateway.http().sendAsync(gateway.request("/wait").build(), BodyHandlers.ofString()));
        }
        List<Long> meanwhile = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            meanwhile.add(timed(gateway.http(), gateway.request("/big?blocks=0").build()));
        }
        waiting.forEach(answer -> assertThat(answer.join().body()).isEqualTo("updates"));
        System.out.printf(
                "FIGURES %d sessions that wait 1.5 s at once: all answered after %d ms; other calls meanwhile p50 %d"
                        + " us p99 %d us%n",
                SESSIONS, (System.nanoTime() - start) / 1_000_000, at(meanwhile, 0.5), at(meanwhile, 0.99));
    }

    private static long at(List<Long> measured, double share) {
        List<Long> sorted = new ArrayList<>(measured);
        Collections.sort(sorted);
        return sorted.get((int) (share * (sorted.size() - 1)));
    }
}
