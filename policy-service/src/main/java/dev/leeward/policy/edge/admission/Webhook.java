package dev.leeward.policy.edge.admission;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Answers {@code POST /admit}. Whatever is wrong (a time-out, a failure, what came) the answer is never that the request
 * may go on.
 */
final class Webhook {

    static final String PATH = "/admit";

    private static final Logger LOG = Logger.getLogger(Webhook.class);

    /** As the API server says how long it waits, in its own way to write durations; it never waits longer than 30 s. */
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,2})s");

    private final Vertx vertx;
    private final Guard guard;
    private final AdmissionSettings settings;
    private final AdmissionMetrics metrics;

    Webhook(Vertx vertx, Guard guard, AdmissionSettings settings, AdmissionMetrics metrics) {
        this.vertx = vertx;
        this.guard = guard;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Answers a request, sooner or later. */
    void handle(HttpServerRequest request) {
        Duration limit = limit(request);
        body(request, limit)
                .compose(body -> answered(request, body.getBytes(), limit))
                .onSuccess(answer -> send(request, 200, "application/json", answer))
                .onFailure(cause -> {
                    if (cause instanceof Malformed malformed) {
                        malformed(request, malformed);
                    } else {
                        LOG.warnf(
                                "admission.unread from=%s cause=%s",
                                request.remoteAddress().hostAddress(), cause.toString());
                        request.connection().close();
                    }
                });
    }

    /** How long it may take: the time to send the answer is left of what the API server waits. */
    private Duration limit(HttpServerRequest request) {
        String timeout = request.getParam("timeout", "");
        Matcher stated = SECONDS.matcher(timeout);
        if (!stated.matches()) {
            return settings.decisionTimeout();
        }
        Duration waits = Duration.ofSeconds(Long.parseLong(stated.group(1)))
                .multipliedBy(9)
                .dividedBy(10);
        return waits.isPositive() && waits.compareTo(settings.decisionTimeout()) < 0
                ? waits
                : settings.decisionTimeout();
    }

    private Future<byte[]> answered(HttpServerRequest request, byte[] body, Duration limit) {
        long start = System.nanoTime();
        return vertx.executeBlocking(
                        () -> {
                            authenticate(request);
                            return Review.of(body);
                        },
                        false)
                .compose(review -> judged(review, body, limit).map(verdict -> {
                    metrics.reviewed(review.resource(), verdict, System.nanoTime() - start);
                    log(review, verdict);
                    return review.answer(verdict);
                }));
    }

    private Future<Verdict> judged(Review review, byte[] body, Duration limit) {
        return vertx.executeBlocking(() -> guard.judge(review, body), false)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(cause -> switch (cause) {
                    case Undecidable undecidable -> Verdict.undecided(undecidable.reason());
                    case TimeoutException _ ->
                        Verdict.undecided("there was no answer within %d ms".formatted(limit.toMillis()));
                    default -> {
                        LOG.errorf(cause, "admission.failed resource=%s uid=%s", review.resource(), review.uid());
                        yield Verdict.undecided("the decision point failed; policy-service's log says why");
                    }
                });
    }

    private void authenticate(HttpServerRequest request) throws Malformed {
        if (settings.tokenFile().isEmpty()) {
            return;
        }
        String sent = request.getHeader("Authorization");
        byte[] expected = ("Bearer " + token(settings.tokenFile().get())).getBytes(StandardCharsets.UTF_8);
        if (sent == null || !MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))) {
            throw new Malformed(401, "it does not carry the token of leeward.admission.token-file");
        }
    }

    private static String token(Path file) throws Malformed {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new Malformed(500, "the file of leeward.admission.token-file is empty");
            }
            return token;
        } catch (IOException e) {
            throw new Malformed(500, "the file of leeward.admission.token-file cannot be read");
        }
    }

    /** The whole body. What is refused is read to its end as well: the answer would be lost with the connection. */
    private Future<Buffer> body(HttpServerRequest request, Duration limit) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        request.handler(chunk -> {
            if (read.length() <= settings.maxMessage()) {
                read.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> whole.tryComplete(read));
        request.exceptionHandler(whole::tryFail);
        return whole.future()
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .compose(all -> fault(request, all.length())
                        .<Future<Buffer>>map(Future::failedFuture)
                        .orElseGet(() -> Future.succeededFuture(all)));
    }

    private Optional<Malformed> fault(HttpServerRequest request, int length) {
        if (!request.method().equals(HttpMethod.POST) || !PATH.equals(request.path())) {
            return Optional.of(new Malformed(404, "reviews come as POST to " + PATH));
        }
        String type = request.getHeader("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            return Optional.of(new Malformed(415, "reviews come as application/json"));
        }
        return length <= settings.maxMessage()
                ? Optional.empty()
                : Optional.of(new Malformed(
                        413,
                        "it is longer than %d bytes (leeward.admission.max-message)".formatted(settings.maxMessage())));
    }

    private static void log(Review review, Verdict verdict) {
        switch (verdict) {
            case Verdict.Allowed allowed ->
                LOG.debugf("admission.allowed uid=%s decision=%s", review.uid(), allowed.decision());
            case Verdict.Refused refused ->
                LOG.infof(
                        "admission.refused resource=%s namespace=%s user=%s dry-run=%s text=%s",
                        review.resource(),
                        review.namespace(),
                        review.user().name(),
                        review.dryRun(),
                        refused.message());
        }
    }

    private void malformed(HttpServerRequest request, Malformed malformed) {
        metrics.malformed();
        LOG.warnf(
                "admission.malformed from=%s status=%d cause=%s",
                request.remoteAddress().hostAddress(), malformed.status(), malformed.reason());
        String text = "Leeward does not take this for a review: " + malformed.reason() + ".\n";
        send(request, malformed.status(), "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpServerRequest request, int status, String type, byte[] body) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(body));
    }
}
