package dev.leeward.messaging.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Problems as responses. */
final class Problems {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int RETRY_AFTER_SECONDS = 5;

    private Problems() {}

    static Response response(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(json(problem));
        if (problem.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (problem.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    static String json(Problem problem) {
        try {
            return JSON.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem can always be written", e);
        }
    }

    static Problem unauthenticated() {
        return Problem.of(
                401,
                "unauthenticated",
                "The request carries no valid bearer token.",
                null,
                "Send a token of the configured issuer, for audience leeward, that has not expired.");
    }

    static Problem forbidden() {
        return Problem.of(
                403,
                "forbidden",
                "The token grants no role that may do this.",
                null,
                "Ask for the role that the API description names for this operation.");
    }

    static Problem tooLarge(String limit) {
        return Problem.of(
                413,
                "body-too-large",
                "The request body is larger than " + limit + " bytes.",
                null,
                "Send less in one request.");
    }

    static Problem databaseUnavailable() {
        return Problem.of(
                503,
                "database-unavailable",
                "The database does not answer; nothing was changed.",
                null,
                "Send the same request again in a few seconds.");
    }
}
