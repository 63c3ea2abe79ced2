package dev.leeward.compliance.edge.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;

/**
 * What the console knows of policy-service: its API for answers to requests for approval, with its rules and its words. The
 * drill {@code two-person} plays the same with the real one.
 */
final class PolicyServiceDouble implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ROLES = Set.of("admin", "operator", "security-officer");
    private static final String LAPSED = "lapsed";
    private static final String SILENT = "silent";
    private static final String BROKEN = "broken";

    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, String> askers = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private volatile boolean refusesTokens;

    /** What it was called with. */
    record Call(String path, Map<String, String> query, JsonNode claims, String correlation) {}

    private PolicyServiceDouble(HttpServer server) {
        this.server = server;
    }

    /** An address of this machine at which nobody listens. */
    static String freeAddress() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PolicyServiceDouble at(URI address) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 0);
            PolicyServiceDouble started = new PolicyServiceDouble(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", started::serve);
            server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** There is a request, which that person made. */
    void asked(String approval, String by) {
        askers.put(approval, by);
    }

    /** There is a request that has lapsed. */
    void lapsed(String approval) {
        askers.put(approval, LAPSED);
    }

    /** There is a request whose answer takes for ever. */
    void silentAbout(String approval) {
        askers.put(approval, SILENT);
    }

    /** There is a request that it fails at. */
    void brokenAbout(String approval) {
        askers.put(approval, BROKEN);
    }

    /** From now on no token is good. */
    void refuseTokens(boolean refuses) {
        refusesTokens = refuses;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token =
                    exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
            String path = exchange.getRequestURI().getRawPath();
            calls.add(new Call(
                    path,
                    query(exchange.getRequestURI().getRawQuery()),
                    claims,
                    exchange.getRequestHeaders().getFirst("X-Correlation-Id")));
            String[] parts = path.split("/", -1);
            if (!exchange.getRequestMethod().equals("POST")
                    || !path.matches("/v1/approvals/[^/]+/actions/(approve|reject)")) {
                problem(exchange, 404, "not-found", "There is nothing at " + path + ".", "");
            } else if (refusesTokens) {
                problem(exchange, 401, "unauthenticated", "The token is not accepted.", "Get another one.");
            } else {
                answer(exchange, parts[3], parts[5], claims);
            }
        }
    }

    private void answer(HttpExchange exchange, String id, String answer, JsonNode claims) throws IOException {
        String asker = askers.getOrDefault(id, "");
        String person = claims.path("sub").asText();
        String said = answer + " by " + person;
        if (StreamSupport.stream(claims.path("groups").spliterator(), false)
                .map(JsonNode::asText)
                .noneMatch(ROLES::contains)) {
            problem(exchange, 403, "forbidden", "Your role does not allow this.", "");
        } else if (asker.isEmpty()) {
            problem(exchange, 404, "approval-not-found", "There is no approval " + id + ".", "Check the id.");
        } else if (asker.equals(SILENT)) {
            await();
        } else if (asker.equals(BROKEN)) {
            send(exchange, 500, "text/html", "<html>it broke</html>");
        } else if (asker.equals(person)) {
            problem(
                    exchange,
                    403,
                    "self-approval",
                    "Nobody approves what they asked for themselves.",
                    "Ask a second person with role admin, security-officer or operator.");
        } else if (asker.equals(LAPSED)) {
            problem(exchange, 409, "approval-expired", "The request lapsed.", "Ask for the decision again.");
        } else if (!answers.computeIfAbsent(id, _ -> said).equals(said)) {
            problem(exchange, 409, "approval-already-answered", "The request was answered before.", "Read it.");
        } else {
            send(exchange, 200, "application/json", "{\"id\":\"" + id + "\"}");
        }
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void problem(HttpExchange exchange, int status, String code, String detail, String remedy)
            throws IOException {
        send(
                exchange,
                status,
                "application/problem+json",
                JSON.writeValueAsString(Map.of("status", status, "code", code, "detail", detail, "remedy", remedy)));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
