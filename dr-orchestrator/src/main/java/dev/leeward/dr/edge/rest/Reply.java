package dev.leeward.dr.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.leeward.messaging.rest.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A response as it is kept under its idempotency key. */
record Reply(int status, @Nullable String location, JsonNode body) {
    private static final int FIRST_ERROR = 400;
    private static final int ACCEPTED = 202;

    Response toResponse() {
        var response = Response.status(status)
                .type(status >= FIRST_ERROR ? Problem.MEDIA_TYPE : MediaType.APPLICATION_JSON)
                .entity(body.toString());
        if (location != null) {
            response.location(URI.create(location));
        }
        if (status == ACCEPTED) {
            response.header("Retry-After", 1);
        }
        return response.build();
    }
}
