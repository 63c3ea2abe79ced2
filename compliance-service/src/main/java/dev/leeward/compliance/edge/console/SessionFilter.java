package dev.leeward.compliance.edge.console;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns the console's session cookie into the bearer token that it holds, before anybody asks who is calling: for the
 * console's own addresses only, and never for a form that another site sent. The API never sees a cookie as a token.
 */
@ApplicationScoped
class SessionFilter {
    private static final int PRIORITY = 80_000;
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_=-]+\\.[A-Za-z0-9_=-]+\\.[A-Za-z0-9_=-]*");

    void register(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        if (!ConsolePaths.isPage(path)) {
            context.next();
            return;
        }
        if (!READS.contains(request.method()) && !SameOrigin.holds(request)) {
            context.response()
                    .setStatusCode(403)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8")
                    .end("Forms of the console can be sent from the console's own pages only.");
            return;
        }
        Cookie session = request.getCookie(Session.COOKIE);
        if (session != null
                && !path.equals(ConsolePaths.LOGIN)
                && !request.headers().contains(HttpHeaders.AUTHORIZATION)
                && TOKEN.matcher(session.getValue()).matches()) {
            request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + session.getValue());
        }
        context.next();
    }
}
