package dev.leeward.scenarios;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leeward.local.Api;
import dev.leeward.local.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Consumer;

/** Stands between an agent and the service, as an attacker would: passes on what it is told, and changes what it likes. */
final class Interceptor implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String service;
    private final HttpServer server;
    private volatile Consumer<ObjectNode> challenge = _ -> {};
    private volatile Consumer<ObjectNode> evidence = _ -> {};
    private volatile ObjectNode recorded = Api.JSON.createObjectNode();

    private Interceptor(String service, HttpServer server) {
        this.service = service;
        this.server = server;
    }

    static Interceptor before(String service) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var interceptor = new Interceptor(service, server);
            server.createContext("/", interceptor::pass);
            server.start();
            return interceptor;
        } catch (IOException e) {
            throw new UserError("cannot listen: " + e.getMessage(), e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on, challenges reach the agent and evidence the service with these changes. */
    void change(Consumer<ObjectNode> challenges, Consumer<ObjectNode> answers) {
        challenge = challenges;
        evidence = answers;
    }

    /** The evidence that the agent sent last, before any change. */
    ObjectNode recorded() {
        return recorded.deepCopy();
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            if (path.endsWith("/evidence")) {
                var sent = (ObjectNode) Api.JSON.readTree(body);
                recorded = sent.deepCopy();
                evidence.accept(sent);
                body = Api.JSON.writeValueAsBytes(sent);
            }
            var request = HttpRequest.newBuilder(URI.create(service + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
            for (var header : List.of("Authorization", "Content-Type")) {
                var value = exchange.getRequestHeaders().getFirst(header);
                if (value != null) {
                    request.header(header, value);
                }
            }
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            var answer = response.body();
            if (path.endsWith("/challenges") && response.statusCode() == 201) {
                var issued = (ObjectNode) Api.JSON.readTree(answer);
                challenge.accept(issued);
                answer = Api.JSON.writeValueAsBytes(issued);
            }
            exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
            if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
