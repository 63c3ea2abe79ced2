package dev.leeward.compliance.edge.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.messaging.rest.CorrelationFilter;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * policy-service, called with the token of whoever is signed in: it alone judges what they may, and its records name them.
 * There is one where {@code leeward.console.policy-service} names it.
 */
@Singleton
class PolicyService {
    private static final Logger LOG = Logger.getLogger(PolicyService.class);
    private static final long MAX_ANSWER = 64 * 1024;

    private final Optional<URI> address;
    private final Duration timeout;
    private final ObjectMapper json;
    private final HttpClient http;

    PolicyService(ConsoleConfig config, ObjectMapper json) {
        this.address = config.policyService().map(PolicyService::checked);
        this.timeout = config.policyServiceTimeout();
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What it said to an answer. */
    sealed interface Reply {
        /** It took the answer, which its event will tell. */
        record Taken() implements Reply {}

        /**
         * It declined the answer, or nobody knows whether it took it.
         *
         * @param status HTTP status that says so
         * @param why in its own words where it had some
         * @param remedy what to do about it; empty where nobody says
         */
        record NotTaken(int status, String why, String remedy) implements Reply {}
    }

    /** A wrong address is found at the start, not by the first person who answers. */
    void check(@Observes StartupEvent started) {
        address.ifPresent(found -> LOG.infof("console.answers-approvals policy-service=%s", found));
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }

    /** Whether there is one to hand answers to. */
    boolean isKnown() {
        return address.isPresent();
    }

    /**
     * Hands on what a second person says.
     *
     * @param token the person's own
     * @param correlation goes through logs and events of both services
     * @throws IllegalStateException where no policy-service is named
     */
    Reply answer(UUID approval, boolean granted, String comment, String token, String correlation) {
        URI base = address.orElseThrow(() -> new IllegalStateException("leeward.console.policy-service is not set"));
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/approvals/%s/actions/%s%s"
                        .formatted(approval, granted ? "approve" : "reject", query(comment))))
                .timeout(timeout)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .header(HttpHeaders.ACCEPT, "application/json, application/problem+json")
                .header(CorrelationFilter.HEADER, correlation)
                .POST(BodyPublishers.noBody())
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            return reply(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return unanswered(approval, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return unanswered(approval, e);
        } catch (ExecutionException e) {
            return unanswered(approval, e.getCause() == null ? e : e.getCause());
        }
    }

    private static String query(String comment) {
        return comment.isEmpty() ? "" : "?comment=" + URLEncoder.encode(comment, StandardCharsets.UTF_8);
    }

    private Reply reply(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 200) {
            return new Reply.Taken();
        }
        if (status == 401) {
            return new Reply.NotTaken(
                    403,
                    "policy-service does not accept the token of this session.",
                    "Sign in again. Where that does not help, policy-service must accept the access tokens of your"
                            + " identity provider: docs/console.md says how.");
        }
        JsonNode problem = problem(answer.body());
        String detail = problem.path("detail").asText();
        return status / 100 == 4 && !detail.isEmpty()
                ? new Reply.NotTaken(status, detail, problem.path("remedy").asText())
                : new Reply.NotTaken(
                        502,
                        "policy-service answered with HTTP status " + status + ", and nothing that says why.",
                        "Look into its log, then give the answer again: the same one twice counts once.");
    }

    private JsonNode problem(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return json.missingNode(); // no problem details: the status alone is told
        } catch (IOException e) {
            throw new IllegalStateException("Bytes can be read", e);
        }
    }

    private Reply unanswered(UUID approval, Throwable cause) {
        LOG.warnf("console.policy-service-silent approval=%s cause=%s", approval, cause.toString());
        return switch (cause) {
            case HttpConnectTimeoutException _, ConnectException _ ->
                new Reply.NotTaken(
                        503,
                        "policy-service cannot be reached; your answer was not given.",
                        "Give it again when policy-service is back: the request waits until it lapses.");
            case TimeoutException _, HttpTimeoutException _ ->
                unknown("policy-service did not answer within " + Format.duration(timeout.toMillis()));
            default -> unknown("The connection to policy-service broke");
        };
    }

    private static Reply unknown(String what) {
        return new Reply.NotTaken(
                504,
                what + "; whether it took your answer is not known.",
                "Look at the request below, and give the answer again: the same one twice counts once.");
    }

    private static URI checked(URI address) {
        boolean bare = address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawPath().matches("/?")
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        if (!bare || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new IllegalStateException("leeward.console.policy-service: " + address
                    + " is no http or https address without a path, for example http://leeward-policy");
        }
        return address;
    }
}
