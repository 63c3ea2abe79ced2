package dev.leeward.attestation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** A way to the service on which some calls find it away. */
final class Gate implements AutoCloseable {

    private static final List<String> PASSED = List.of("Authorization", "Content-Type");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final Predicate<String> away;

    private Gate(HttpServer server, Predicate<String> away) {
        this.server = server;
        this.away = away;
    }

    /** Calls whose path the predicate holds for are answered with 503. */
    static Gate open(Predicate<String> away) throws IOException {
        return open(HttpServer.create(anyPort(), 0), away);
    }

    /** The same over TLS. */
    static Gate open(SSLContext tls, Predicate<String> away) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return open(server, away);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Gate open(HttpServer server, Predicate<String> away) {
        Gate gate = new Gate(server, away);
        server.createContext("/", gate::pass);
        server.start();
        return gate;
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    private void pass(HttpExchange call) throws IOException {
        try (call) {
            if (away.test(call.getRequestURI().getPath())) {
                call.sendResponseHeaders(503, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + RestAssured.port + call.getRequestURI()))
                    .method(
                            call.getRequestMethod(),
                            BodyPublishers.ofByteArray(call.getRequestBody().readAllBytes()));
            for (String header : PASSED) {
                List<String> values = call.getRequestHeaders().getOrDefault(header, List.of());
                values.forEach(value -> request.header(header, value));
            }
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            call.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            call.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
