package dev.leeward.messaging.rest;

import dev.leeward.messaging.RequestCause;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** One id goes through logs, events and the answer of a request: the caller's, where it sent one that is harmless. */
@Provider
@PreMatching
public class CorrelationFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** The header that carries the id, in both directions. */
    public static final String HEADER = "X-Correlation-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final RequestCause cause;

    CorrelationFilter(RequestCause cause) {
        this.cause = cause;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String given = request.getHeaderString(HEADER);
        if (given != null && HARMLESS.matcher(given).matches()) {
            cause.correlateWith(given);
        }
        MDC.put("correlationId", cause.correlationId());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HEADER, cause.correlationId());
        MDC.remove("correlationId");
    }
}
