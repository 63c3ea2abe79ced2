package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.PolicySetFilter;
import dev.leeward.compliance.app.query.PolicySetEntry;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Which policies were in force, and when. */
@Path("/v1/policy-sets")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class PolicySetResource {
    private final ComplianceViews views;
    private final Caller caller;

    PolicySetResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary =
                    "Versions of policy sets that were in force, the newest first, with their policies, reviewers and proof",
            description = "at, a time such as 2026-11-01T12:00:00Z, gives those that were in force then.")
    public Page<PolicySetEntry> list(
            @QueryParam("scope") @Nullable String scope,
            @QueryParam("at") @Nullable String at,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PolicySetFilter filter = new PolicySetFilter(scope, null, at == null ? null : instant(at));
        return Callers.page(limit, cursor, paging -> views.policySets(Callers.scope(caller), filter, paging));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "invalid-time",
                    "'%s' is no time.".formatted(text),
                    "at",
                    "Give a time in UTC, for example 2026-11-01T12:00:00Z.");
        }
    }
}
