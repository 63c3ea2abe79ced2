package dev.leeward.compliance.edge.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.messaging.rest.Problem;
import io.quarkus.qute.Engine;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Problems of the console's pages as pages. Who is not signed in is sent to sign in: to the identity provider where one
 * is configured, else to our own form.
 */
@Singleton
class ErrorPages {
    private static final String FRAGMENT_REQUEST = "HX-Request";

    private final Engine engine;
    private final ObjectMapper json;
    private final RoutingContext routing;

    ErrorPages(Engine engine, ObjectMapper json, RoutingContext routing) {
        this.engine = engine;
        this.json = json;
        this.routing = routing;
    }

    @ServerResponseFilter
    Uni<Void> show(ContainerResponseContext response) {
        if (!isProblem(response) || !isForPeople()) {
            return Uni.createFrom().voidItem();
        }
        if (response.getStatus() == 401) {
            return signIn(response);
        }
        if (!isFragment() && response.getEntity() instanceof String problem) {
            response.setEntity(page(problem), null, MediaType.valueOf(Pages.HTML));
            response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, Pages.HTML);
        }
        return Uni.createFrom().voidItem();
    }

    /** A page of ours, or any address that a browser opened and that is none of the API's. */
    private boolean isForPeople() {
        String path = routing.normalizedPath();
        String accept = Objects.requireNonNullElse(routing.request().getHeader(HttpHeaders.ACCEPT), "");
        return ConsolePaths.isPage(path) || (accept.contains(MediaType.TEXT_HTML) && !ConsolePaths.isApi(path));
    }

    private static boolean isProblem(ContainerResponseContext response) {
        MediaType type = response.getMediaType();
        return response.getStatus() >= 400 && type != null && type.toString().startsWith(Problem.MEDIA_TYPE);
    }

    private boolean isFragment() {
        return routing.request().headers().contains(FRAGMENT_REQUEST);
    }

    private Uni<Void> signIn(ContainerResponseContext response) {
        if (isFragment()) {
            response.getHeaders().putSingle("HX-Redirect", login());
            return Uni.createFrom().voidItem();
        }
        HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
        return authenticator
                .getChallenge(routing)
                .onItem()
                .invoke(challenge -> redirect(response, provider(challenge).orElseGet(this::login)))
                .replaceWithVoid();
    }

    /** Where the identity provider wants to see whoever signs in; empty where none is configured. */
    private static Optional<String> provider(ChallengeData challenge) {
        return Optional.ofNullable(challenge)
                .filter(data -> data.status == 302)
                .flatMap(data -> data.getHeaders().entrySet().stream()
                        .filter(header -> HttpHeaders.LOCATION.equalsIgnoreCase(
                                header.getKey().toString()))
                        .map(header -> header.getValue().toString())
                        .findFirst());
    }

    private static void redirect(ContainerResponseContext response, String address) {
        response.setStatus(303);
        response.setEntity(null);
        response.getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
        response.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        response.getHeaders().putSingle(HttpHeaders.LOCATION, address);
    }

    private String login() {
        String wanted = isFragment() || routing.normalizedPath().equals("/live")
                ? "/"
                : routing.request().uri();
        return wanted.equals("/")
                ? ConsolePaths.LOGIN
                : ConsolePaths.LOGIN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    }

    private String page(String problem) {
        try {
            JsonNode told = json.readTree(problem);
            Map<String, Object> data = new HashMap<>();
            for (String field : new String[] {"status", "title", "detail", "subject", "remedy"}) {
                data.put(field, told.path(field).asText(""));
            }
            return Pages.bare(engine, routing, "problem", data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is JSON", e);
        }
    }
}
