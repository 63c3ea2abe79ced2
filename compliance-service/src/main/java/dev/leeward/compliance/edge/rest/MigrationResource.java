package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.MigrationFilter;
import dev.leeward.compliance.app.query.MigrationEntry;
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

/** Migrations, as the stream tells them. */
@Path("/v1/migrations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class MigrationResource {
    private final ComplianceViews views;
    private final Caller caller;

    MigrationResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Migrations, newest first")
    public Page<MigrationEntry> list(
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("state") @Nullable String state,
            @QueryParam("evacuation") @Nullable String evacuation,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        MigrationFilter filter = new MigrationFilter(workload, state, evacuation);
        return Callers.page(limit, cursor, paging -> views.migrations(Callers.scope(caller), filter, paging));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One migration")
    public MigrationEntry get(@PathParam("id") String id) {
        return views.migration(Callers.scope(caller), id).orElseThrow(() -> ProblemException.notFound("migration", id));
    }
}
