package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.messaging.tls.Binding;
import dev.leeward.messaging.tls.TlsListener;
import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.PemCertificate;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A webhook of its own on a free port before a cluster that a test makes up, with a client that trusts it. */
final class TestWebhook implements AutoCloseable {

    private final TlsListener listener;
    private final int port;
    private final HttpClient http;

    private TestWebhook(TlsListener listener, int port, PemCertificate certificate) {
        this.listener = listener;
        this.port = port;
        this.http = HttpClient.newBuilder()
                .sslContext(PemCertificate.trusting(certificate.certificate()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    static TestWebhook of(Cluster cluster, Path folder, AdmissionService service, Map<String, String> more) {
        PemCertificate certificate = PemCertificate.in(folder);
        int port = Ports.free();
        Map<String, String> values = new HashMap<>(Map.of("cluster", "blue"));
        values.putAll(more);
        AdmissionSettings settings = settings(values);
        TlsListener listener = new TlsListener(new Binding(
                "leeward.admission",
                "127.0.0.1",
                port,
                Optional.of(certificate.certificate()),
                Optional.of(certificate.key()),
                settings.clientCa()));
        listener.listen(
                service.server(settings).webhook(listener, cluster, new AdmissionMetrics(service.registry))::handle);
        return new TestWebhook(listener, port, certificate);
    }

    static AdmissionSettings settings(Map<String, String> values) {
        Map<String, String> prefixed = new HashMap<>();
        values.forEach((key, value) -> prefixed.put("leeward.admission." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(AdmissionSettings.class)
                .withSources(new PropertiesConfigSource(prefixed, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(Path.class, 100, new PathConverter())
                .build()
                .getConfigMapping(AdmissionSettings.class);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    HttpResponse<String> post(String body) throws IOException {
        return send(request("/admit?timeout=10s").POST(BodyPublishers.ofString(body)));
    }

    /** The response to a review. */
    JsonNode review(String review) throws IOException {
        return Reviews.json(post(review).body()).path("response");
    }

    @Override
    public void close() {
        http.shutdownNow();
        listener.close();
    }
}
