package dev.leeward.policy.edge.vsphere;

import dev.leeward.testkit.Ports;
import dev.leeward.testkit.vsphere.PemCertificate;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A gateway of its own on a free port, with a client that trusts it. */
final class TestGateway implements AutoCloseable {

    private final GatewayServer server;
    private final int port;
    private final PemCertificate certificate;
    private final SSLContext tls;
    private final HttpClient http;

    private TestGateway(GatewayServer server, int port, PemCertificate certificate) {
        this.server = server;
        this.port = port;
        this.certificate = certificate;
        this.tls = PemCertificate.trusting(certificate.certificate());
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    static TestGateway before(URI upstream, Path folder, GatewayService service, Map<String, String> more) {
        PemCertificate certificate = PemCertificate.in(folder);
        int port = Ports.free();
        Map<String, String> values = new HashMap<>();
        values.put("upstream", upstream.toString());
        values.put("port", String.valueOf(port));
        values.put("certificate", certificate.certificate().toString());
        values.put("key", certificate.key().toString());
        values.put("passed-paths", "/moved,/x,/big,/upload,/wait,/cut,/folder");
        values.putAll(more);
        GatewayServer server = service.server(settings(values));
        server.start(new StartupEvent());
        return new TestGateway(server, port, certificate);
    }

    static GatewaySettings settings(Map<String, String> values) {
        Map<String, String> prefixed = new HashMap<>();
        values.forEach((key, value) -> prefixed.put("leeward.vsphere-gateway." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(GatewaySettings.class)
                .withSources(new PropertiesConfigSource(prefixed, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(Path.class, 100, new PathConverter())
                .build()
                .getConfigMapping(GatewaySettings.class);
    }

    /** Looks for a renewed certificate now. */
    boolean renewed() {
        return server.renewed();
    }

    int port() {
        return port;
    }

    Path certificate() {
        return certificate.certificate();
    }

    URI at(String path) {
        return URI.create("https://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(60));
    }

    HttpClient http() {
        return http;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A SOAP message in a session. */
    HttpResponse<String> soap(String cookie, String message) {
        return send(request("/sdk")
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "urn:vim25/6.7")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(message)));
    }

    HttpResponse<String> json(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header(ClientSession.TOKEN_HEADER, "token")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Bytes as they are, on a connection of their own, and all that comes back until it is closed. */
    String raw(String bytes) {
        try (Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "closed: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.stop(new ShutdownEvent());
    }
}
