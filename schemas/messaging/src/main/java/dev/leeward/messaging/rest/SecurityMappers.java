package dev.leeward.messaging.rest;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Who is not known, or may not. Nothing is said about why a token was not accepted. */
final class SecurityMappers {
    private SecurityMappers() {}

    /** No token. */
    @Provider
    @Priority(Priorities.AUTHENTICATION)
    public static class Unauthorized implements ExceptionMapper<UnauthorizedException> {
        @Override
        public Response toResponse(UnauthorizedException e) {
            return Problems.response(Problems.unauthenticated());
        }
    }

    /** A token that is not accepted. */
    @Provider
    @Priority(Priorities.AUTHENTICATION)
    public static class Failed implements ExceptionMapper<AuthenticationFailedException> {
        @Override
        public Response toResponse(AuthenticationFailedException e) {
            return Problems.response(Problems.unauthenticated());
        }
    }

    /** A token that could not be checked to the end. */
    @Provider
    @Priority(Priorities.AUTHENTICATION)
    public static class Incomplete implements ExceptionMapper<AuthenticationCompletionException> {
        @Override
        public Response toResponse(AuthenticationCompletionException e) {
            return Problems.response(Problems.unauthenticated());
        }
    }

    /** A token without the role. */
    @Provider
    @Priority(Priorities.AUTHORIZATION)
    public static class Forbidden implements ExceptionMapper<ForbiddenException> {
        @Override
        public Response toResponse(ForbiddenException e) {
            return Problems.response(Problems.forbidden());
        }
    }
}
