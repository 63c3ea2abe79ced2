package dev.leeward.compliance.edge.console;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;

/** Whether a browser says that a request comes from one of our own pages. Who does not say so is not believed. */
final class SameOrigin {
    private SameOrigin() {}

    static boolean holds(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("Origin");
        HostAndPort own = request.authority();
        return origin != null && own != null && sameHost(origin, own, request.scheme());
    }

    private static boolean sameHost(String origin, HostAndPort own, String scheme) {
        try {
            URI uri = new URI(origin);
            return uri.getHost() != null
                    && uri.getHost().equalsIgnoreCase(own.host())
                    && port(uri.getPort(), uri.getScheme()) == port(own.port(), scheme);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(int stated, String scheme) {
        if (stated > 0) {
            return stated;
        }
        return "https".equals(scheme) ? 443 : 80;
    }
}
