package dev.leeward.policy.edge.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.policy.edge.vsphere.GuardedMethods.Arguments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One request after another: what could place a workload is read, judged and written anew from what was read; everything
 * else streams through.
 */
final class Gateway {

    /** How long a message that is judged may take to arrive. */
    private static final long BODY_SECONDS = 60;

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final String XML = "text/xml; charset=utf-8";
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final Upstream upstream;
    private final Relay relay;
    private final Vcenter vcenter;
    private final Guard guard;
    private final GatewaySettings settings;
    private final PassedMethods passed;
    private final GatewayMetrics metrics;

    Gateway(
            Vertx vertx,
            Upstream upstream,
            Vcenter vcenter,
            Guard guard,
            GatewaySettings settings,
            GatewayMetrics metrics) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.relay = new Relay(upstream);
        this.vcenter = vcenter;
        this.guard = guard;
        this.settings = settings;
        this.passed = new PassedMethods(settings.passedMethods().orElse(Set.of()));
        this.metrics = metrics;
    }

    /** How refusals look to the client of one request. */
    private interface Voice extends Function<Refusal, Refusal.Answer> {}

    /** What a body turned out to be: the bytes to pass on, and what they would do. */
    private record Understood(Buffer message, String contentType, Optional<Intent> intent, Guard.User user) {}

    /** Makes sense of a body. */
    private interface Reading {
        Understood of(byte[] body) throws Unacceptable;
    }

    /** Answers a request, sooner or later. */
    void handle(HttpServerRequest request) {
        Route route = Route.READS.contains(request.method().name()) && hasBody(request)
                ? new Route.Closed(400, "a " + request.method() + " has no body")
                : Route.of(request.method().name(), request.uri(), settings.passedPaths());
        metrics.request(route.getClass().getSimpleName());
        switch (route) {
            case Route.Through() -> relay.stream(request, () -> refuse(request, noUpstream(), Refusal::plain));
            case Route.Closed(int status, String reason) ->
                refuse(request, Refusal.unacceptable(reason), refusal -> refusal.plain(status));
            case Route.Soap() -> judge(request, Refusal::soap, body -> soap(request, body));
            case Route.ViJson viJson -> viJson(request, viJson);
            case Route.Rest rest ->
                judge(request, refusal -> refusal.rest(rest.legacy()), body -> rest(request, rest, body));
            case Route.Rpc() -> judge(request, refusal -> refusal.rest(false), body -> rpc(request, body));
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    private Refusal noUpstream() {
        return Refusal.noUpstream(upstream.authority());
    }

    private Understood soap(HttpServerRequest request, byte[] body) throws Unacceptable {
        SoapMessage message = SoapMessage.request(
                body, request.getHeader("Content-Type"), request.headers().getAll("SOAPAction"));
        passed.check(message.method());
        Optional<Intent> intent = GuardedMethods.intent(message.method(), new Arguments() {
            @Override
            public Reference self() throws Unacceptable {
                return parts().needed("_this").reference();
            }

            @Override
            public Part parts() throws Unacceptable {
                return Part.of(message.call());
            }
        });
        if (intent.isPresent()) {
            if (!message.call().name().namespace().equals(SoapMessage.VIM)) {
                throw new Unacceptable(message.method() + " is not of the namespace " + SoapMessage.VIM);
            }
            message.onlyHarmlessHeaders();
        }
        ClientSession client = ClientSession.of(request.headers());
        return new Understood(Buffer.buffer(message.toBytes()), XML, intent, () -> vcenter.userOfCookie(client));
    }

    /** Only the path names the method, so a body that nothing guarded is called with need not be read. */
    private void viJson(HttpServerRequest request, Route.ViJson route) {
        if (GuardedMethods.concerns(route.method())) {
            judge(request, Refusal::viJson, body -> {
                JsonNode json = StrictJson.object(body, request.getHeader("Content-Type"));
                Optional<Intent> intent = GuardedMethods.intent(route.method(), new Arguments() {
                    @Override
                    public Reference self() throws Unacceptable {
                        return route.self();
                    }

                    @Override
                    public Part parts() throws Unacceptable {
                        return Part.of(route.method(), json);
                    }
                });
                ClientSession client = ClientSession.of(request.headers());
                return new Understood(
                        Buffer.buffer(StrictJson.toBytes(json)),
                        JSON,
                        intent,
                        () -> vcenter.userOfViJson(client, route.release()));
            });
        } else {
            try {
                passed.check(route.method());
                relay.stream(request, () -> refuse(request, noUpstream(), Refusal::viJson));
            } catch (Unacceptable e) {
                refuse(request, Refusal.unacceptable(e.reason()), Refusal::viJson);
            }
        }
    }

    private Understood rest(HttpServerRequest request, Route.Rest route, byte[] body) throws Unacceptable {
        JsonNode json = StrictJson.object(body, request.getHeader("Content-Type"));
        ClientSession client = ClientSession.of(request.headers());
        return new Understood(
                Buffer.buffer(body.length == 0 ? body : StrictJson.toBytes(json)),
                JSON,
                Optional.of(RestCalls.intent(route.guarded(), json)),
                () -> vcenter.userOfRest(client, route.legacy()));
    }

    private static Understood rpc(HttpServerRequest request, byte[] body) throws Unacceptable {
        JsonNode json = StrictJson.object(body, request.getHeader("Content-Type"));
        JsonNode call = json.path("params");
        boolean guarded = RestCalls.guarded(
                        call.path("serviceId").asText(),
                        call.path("operationId").asText())
                || RestCalls.guarded(header(request, "vapi-service"), header(request, "vapi-operation"));
        if (guarded) {
            throw new Unacceptable("over JSON-RPC nobody decides about placements: make the call by REST or SOAP");
        }
        return new Understood(Buffer.buffer(StrictJson.toBytes(json)), JSON, Optional.empty(), () -> "");
    }

    private static String header(HttpServerRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? "" : values.getLast();
    }

    private void judge(HttpServerRequest request, Voice voice, Reading reading) {
        if (!request.headers().getAll("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
            refuse(request, Refusal.unacceptable("its body is compressed"), voice);
            return;
        }
        body(request)
                .onSuccess(body -> judge(request, voice, reading, body.getBytes()))
                .onFailure(cause -> {
                    if (cause instanceof Unacceptable unacceptable) {
                        refuse(request, Refusal.unacceptable(unacceptable.reason()), voice);
                    } else {
                        request.connection().close();
                    }
                });
    }

    private void judge(HttpServerRequest request, Voice voice, Reading reading, byte[] body) {
        long start = System.nanoTime();
        Understood understood;
        try {
            understood = reading.of(body);
            if (understood.intent().isPresent()) {
                ClientSession.unambiguous(request.headers());
            }
        } catch (Unacceptable e) {
            refuse(request, Refusal.unacceptable(e.reason()), voice);
            return;
        } catch (RuntimeException e) {
            LOG.errorf(e, "gateway.unreadable address=%s", Refusal.shown(request.uri()));
            refuse(
                    request,
                    Refusal.unacceptable("the gateway failed to read it; policy-service's log says why"),
                    voice);
            return;
        }
        if (understood.intent().isEmpty()) {
            metrics.read(System.nanoTime() - start);
            send(request, understood, voice);
            return;
        }
        Intent intent = understood.intent().get();
        ClientSession client = ClientSession.of(request.headers());
        vertx.executeBlocking(
                        () -> guard.refusal(
                                intent,
                                client,
                                understood.user(),
                                understood.message().getBytes()),
                        false)
                .timeout(settings.decisionTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(cause -> Optional.of(undecided(intent, cause)))
                .onSuccess(refusal -> {
                    metrics.guarded(intent, refusal.isEmpty(), System.nanoTime() - start);
                    if (refusal.isPresent()) {
                        refuse(request, refusal.get(), voice);
                    } else {
                        send(request, understood, voice);
                    }
                });
    }

    private Refusal undecided(Intent intent, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return Guard.undecided(
                    intent,
                    "there was no answer within %d ms"
                            .formatted(settings.decisionTimeout().toMillis()));
        }
        LOG.errorf(cause, "gateway.undecided method=%s", intent.method());
        return Guard.undecided(intent, "the decision point failed; policy-service's log says why");
    }

    private void send(HttpServerRequest request, Understood understood, Voice voice) {
        if (!request.response().closed()) {
            relay.send(
                    request,
                    understood.message(),
                    understood.contentType(),
                    () -> refuse(request, noUpstream(), voice));
        }
    }

    private Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        request.handler(chunk -> {
            if (read.length() + chunk.length() <= settings.maxMessage()) {
                read.appendBuffer(chunk);
            } else {
                whole.tryFail(new Unacceptable("it is longer than %d bytes (leeward.vsphere-gateway.max-message)"
                        .formatted(settings.maxMessage())));
            }
        });
        request.endHandler(_ -> whole.tryComplete(read));
        request.exceptionHandler(whole::tryFail);
        return whole.future().timeout(BODY_SECONDS, TimeUnit.SECONDS);
    }

    private void refuse(HttpServerRequest request, Refusal refusal, Function<Refusal, Refusal.Answer> voice) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.headWritten()) {
            request.connection().close();
            return;
        }
        metrics.refused(refusal);
        LOG.infof(
                "gateway.refused key=%s from=%s address=%s text=%s",
                refusal.key(),
                request.remoteAddress().hostAddress(),
                Refusal.shown(request.path() == null ? "" : request.path()),
                refusal.text());
        Refusal.Answer answer = voice.apply(refusal);
        response.setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store");
        if (!request.isEnded()) {
            response.putHeader("Connection", "close");
        }
        response.end(answer.body()).onComplete(_ -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }
}
