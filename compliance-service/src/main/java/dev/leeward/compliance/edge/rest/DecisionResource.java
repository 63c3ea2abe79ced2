package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.DecisionFilter;
import dev.leeward.compliance.app.query.DecisionEntry;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The decision log. */
@Path("/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class DecisionResource {
    private final ComplianceViews views;
    private final Caller caller;

    DecisionResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Decisions, newest first, each with the reason and the trust that it rests on")
    public Page<DecisionEntry> list(
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("effect") @Nullable String effect,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return Callers.page(
                limit,
                cursor,
                paging -> views.decisions(Callers.scope(caller), new DecisionFilter(workload, effect), paging));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One decision")
    public DecisionEntry get(@PathParam("id") String id) {
        return views.decision(Callers.scope(caller), id).orElseThrow(() -> ProblemException.notFound("decision", id));
    }
}
