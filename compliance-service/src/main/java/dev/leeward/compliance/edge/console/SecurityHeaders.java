package dev.leeward.compliance.edge.console;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What every answer tells a browser: run nothing but our own files, show us in nobody's frame, keep pages out of caches.
 */
@ApplicationScoped
class SecurityHeaders {
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private static final int PRIORITY = 90_000;

    void register(@Observes Filters filters) {
        filters.register(this::add, PRIORITY);
    }

    private void add(RoutingContext context) {
        String path = context.normalizedPath();
        context.addHeadersEndHandler(_ -> {
            MultiMap headers = context.response().headers();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "same-origin");
            if (!path.startsWith("/q/")) {
                headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
                headers.set("Cross-Origin-Opener-Policy", "same-origin");
                headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
            }
            if (ConsolePaths.isBundle(path)) {
                headers.set(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
            } else if (ConsolePaths.isPage(path)) {
                headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        });
        context.next();
    }
}
