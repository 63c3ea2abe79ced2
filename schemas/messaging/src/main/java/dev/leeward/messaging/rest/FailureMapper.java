package dev.leeward.messaging.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.leeward.messaging.Failures;
import dev.leeward.messaging.RequestCause;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything else that ends a request. What is our own fault is logged, and told without its inner life. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    private final RequestCause request;
    private final String bodyLimit;

    FailureMapper(
            RequestCause request,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "1M") String bodyLimit) {
        this.request = request;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public Response toResponse(Throwable failure) {
        ProblemException known = cause(failure, ProblemException.class);
        if (known != null) {
            return Problems.response(known.problem());
        }
        JsonProcessingException json = cause(failure, JsonProcessingException.class);
        if (json != null && isClientSide(failure)) {
            return Problems.response(JsonProblems.problem(json));
        }
        if (failure instanceof WebApplicationException web) {
            return web(web);
        }
        if (failure instanceof HttpException http && http.getStatusCode() < 500) {
            return Problems.response(ofStatus(http.getStatusCode(), null));
        }
        if (Failures.isDatabaseUnavailable(failure)) {
            LOG.warnf("request.database-unavailable correlation=%s detail=%s", request.correlationId(), failure);
            return Problems.response(Problems.databaseUnavailable());
        }
        if (Failures.isConflict(failure)) {
            return Problems.response(Problem.of(
                    409,
                    "concurrent-change",
                    "Somebody else changed the same thing at the same time; nothing was changed.",
                    null,
                    "Send the same request again."));
        }
        LOG.errorf(failure, "request.failed correlation=%s", request.correlationId());
        return Problems.response(Problem.of(
                500,
                "internal-error",
                "Something went wrong in the service; nothing was changed.",
                request.correlationId(),
                "Give this correlation id to whoever runs the service."));
    }

    /** The body reader wraps what Jackson says into a 400; a response that cannot be written is our fault. */
    private static boolean isClientSide(Throwable failure) {
        return switch (failure) {
            case JsonProcessingException _ -> true;
            case WebApplicationException web -> web.getResponse().getStatus() == 400;
            default -> false;
        };
    }

    private Response web(WebApplicationException failure) {
        Response given = failure.getResponse();
        if (given.getStatus() < 400 || given.hasEntity()) {
            return given;
        }
        if (given.getStatus() >= 500) {
            LOG.errorf(failure, "request.failed correlation=%s", request.correlationId());
        }
        Response response = Problems.response(ofStatus(given.getStatus(), failure.getMessage()));
        String allow = given.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? response
                : Response.fromResponse(response)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
    }

    private Problem ofStatus(int status, @Nullable String message) {
        return switch (status) {
            case 401 -> Problems.unauthenticated();
            case 403 -> Problems.forbidden();
            case 404 ->
                Problem.of(404, "not-found", "There is nothing at this address.", null, "See /q/openapi for the API.");
            case 405 ->
                Problem.of(
                        405,
                        "method-not-allowed",
                        "This address does not take this method.",
                        null,
                        "See /q/openapi for the API.");
            case 406 ->
                Problem.of(
                        406,
                        "not-acceptable",
                        "The answer does not exist in the media type that was asked for.",
                        null,
                        "Send Accept: application/json.");
            case 413 -> Problems.tooLarge(bodyLimit);
            case 415 ->
                Problem.of(
                        415,
                        "unsupported-media-type",
                        "The body has a media type that is not taken here.",
                        null,
                        "Send Content-Type: application/json.");
            case 500 ->
                Problem.of(
                        500,
                        "internal-error",
                        "Something went wrong in the service.",
                        request.correlationId(),
                        "Give this correlation id to whoever runs the service.");
            default ->
                Problem.of(
                        status,
                        status < 500 ? "bad-request" : "unavailable",
                        message == null ? "The request cannot be carried out." : message,
                        null,
                        null);
        };
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable next = failure;
        for (int depth = 0; next != null && depth < 20; depth++) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
            next = next.getCause();
        }
        return null;
    }
}
