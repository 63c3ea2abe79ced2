package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.SimulationFilter;
import dev.leeward.compliance.app.query.SimulationEntry;
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

/** What versions of policy sets would have decided, as the stream tells it. */
@Path("/v1/simulations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class SimulationResource {
    private final ComplianceViews views;
    private final Caller caller;

    SimulationResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "Simulations that are over, the last to end first",
            description =
                    "policy-service starts them. A tenant's token sees simulations of the tenant's decisions only.")
    public Page<SimulationEntry> list(
            @QueryParam("scope") @Nullable String scope,
            @QueryParam("version") @Nullable Integer version,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        SimulationFilter filter = new SimulationFilter(scope, version);
        return Callers.page(limit, cursor, paging -> views.simulations(Callers.scope(caller), filter, paging));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "What a simulation found, with a few examples of each kind of change")
    public SimulationEntry.Whole get(@PathParam("id") String id) {
        return views.simulation(Callers.scope(caller), id)
                .orElseThrow(() -> ProblemException.notFound("simulation", id));
    }
}
