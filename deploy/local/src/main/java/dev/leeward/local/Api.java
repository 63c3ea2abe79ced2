package dev.leeward.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The services' REST APIs, called as one of their users. */
public final class Api {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Settings settings;
    private final Identity identity;
    private final Supplier<String> token;

    Api(Settings settings, Identity identity) {
        this(settings, identity, () -> "");
    }

    private Api(Settings settings, Identity identity, Supplier<String> token) {
        this.settings = settings;
        this.identity = identity;
        this.token = token;
    }

    /** The same APIs, called by somebody with a role, bound to a tenant or (null) of the provider. */
    public Api as(String subject, String role, @Nullable String tenant) {
        return new Api(settings, identity, identity.tokens(subject, role, tenant));
    }

    public Answer get(Part service, String path) {
        return send(service, path, request -> request.GET());
    }

    public Answer post(Part service, String path, Object body) {
        return send(
                service,
                path,
                request -> request.header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(write(body))));
    }

    /** Sends a text of another kind than JSON, for example a policy document. */
    public Answer postText(Part service, String path, String contentType, String text) {
        return send(
                service,
                path,
                request -> request.header("Idempotency-Key", UUID.randomUUID().toString())
                        .setHeader("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(text)));
    }

    public boolean isHealthy(Part service) {
        try {
            var request = HttpRequest.newBuilder(URI.create(settings.url(service) + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Every item of a paged list. */
    public List<JsonNode> all(Part service, String path) {
        var items = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = get(service, path + (path.contains("?") ? "&" : "?") + "limit=200" + cursor)
                    .expect(200);
            page.path("items").forEach(items::add);
            cursor = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!cursor.isEmpty());
        return items;
    }

    private Answer send(Part service, String path, UnaryOperator<HttpRequest.Builder> method) {
        var uri = URI.create(settings.url(service) + path);
        var request = method.apply(HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token.get())
                        .header("Content-Type", "application/json"))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(request.method() + " " + uri, response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw new UserError("%s does not answer at %s: %s".formatted(service.module(), uri, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted", e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }

    /** As JSON. */
    public static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What came back. */
    public record Answer(String request, int status, JsonNode body) {

        /** The body, where the status is the one expected; otherwise an error that shows both. */
        public JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new UserError("%s answered %d instead of %d: %s".formatted(request, status, wanted, body));
            }
            return body;
        }

        /** The body, where the status says success; otherwise an error that shows both. */
        public JsonNode expectSuccess() {
            return expect(status / 100 == 2 ? status : 200);
        }
    }
}
