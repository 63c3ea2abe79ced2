package dev.leeward.policy.edge.vsphere;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Passes requests on and answers back, streaming both with back-pressure; whichever side goes, the other learns of it. */
final class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    /** Headers that concern one connection only (RFC 9110, 7.6.1), and those that could contradict what was judged. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "host",
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "x-original-url",
            "x-rewrite-url",
            "x-forwarded-for");

    private final Upstream upstream;

    Relay(Upstream upstream) {
        this.upstream = upstream;
    }

    /** What happens where the vCenter cannot be reached before anything of an answer has come. */
    @FunctionalInterface
    interface Otherwise {
        void unreachable();
    }

    /** Streams a request whose body has not been read. */
    void stream(HttpServerRequest request, Otherwise otherwise) {
        boolean withBody = request.headers().contains("Content-Length")
                || request.headers().contains("Transfer-Encoding");
        if (withBody) {
            request.pause();
        }
        pass(request, out -> withBody ? out.send(request) : out.send(), otherwise, null);
    }

    /** Sends a request with a body of our own. */
    void send(HttpServerRequest request, Buffer body, @Nullable String contentType, Otherwise otherwise) {
        pass(
                request,
                out -> {
                    if (contentType != null) {
                        out.putHeader("Content-Type", contentType);
                    }
                    return out.send(body);
                },
                otherwise,
                body);
    }

    /** Sends the request that has been prepared. */
    private interface Sending {
        Future<HttpClientResponse> with(HttpClientRequest out);
    }

    private void pass(HttpServerRequest request, Sending sending, Otherwise otherwise, @Nullable Buffer body) {
        HttpServerResponse response = request.response();
        upstream.client()
                .request(upstream.request(request.method(), request.uri()))
                .compose(out -> {
                    copy(request.headers(), out.headers());
                    if (body != null) {
                        out.headers().remove("Content-Length");
                    }
                    out.putHeader("X-Forwarded-For", request.remoteAddress().hostAddress());
                    response.closeHandler(_ -> out.reset());
                    return sending.with(out);
                })
                .onSuccess(answer -> back(answer, request))
                .onFailure(cause -> {
                    if (!response.closed()) {
                        LOG.warnf("gateway.upstream-failed upstream=%s cause=%s", upstream.authority(), cause);
                        otherwise.unreachable();
                    }
                });
    }

    private void back(HttpClientResponse answer, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            answer.request().reset();
            return;
        }
        response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        copy(answer.headers(), response.headers());
        String location = answer.getHeader("Location");
        if (location != null && location.startsWith(upstream.origin() + "/")) {
            response.putHeader("Location", location.substring(upstream.origin().length()));
        }
        int status = answer.statusCode();
        if (request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304) {
            response.end();
            return;
        }
        if (answer.getHeader("Content-Length") == null) {
            response.setChunked(true);
        }
        answer.pipeTo(response).onFailure(cause -> {
            LOG.debugf("gateway.answer-cut upstream=%s cause=%s", upstream.authority(), cause);
            request.connection().close();
        });
    }

    private static void copy(MultiMap from, MultiMap to) {
        Set<String> left = new HashSet<>(NOT_PASSED_ON);
        for (String names : from.getAll("Connection")) {
            for (String name : names.split(",", -1)) {
                left.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        for (Map.Entry<String, String> header : from) {
            if (!left.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }
}
