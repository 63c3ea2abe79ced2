package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.GroupEntry;
import dev.leeward.compliance.app.query.PlacementEntry;
import dev.leeward.compliance.app.query.PlanRunEntry;
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

/** Plan runs with their reports, protection groups, and where workloads run. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class PlanRunResource {
    private final ComplianceViews views;
    private final Caller caller;

    PlanRunResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Path("/plan-runs")
    @Operation(summary = "Plan runs, newest first")
    public Page<PlanRunEntry> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        return Callers.page(limit, cursor, paging -> views.planRuns(Callers.scope(caller), paging));
    }

    @GET
    @Path("/plan-runs/{id}")
    @Operation(summary = "The report of a run: RPO, RTO, steps and notes")
    public PlanRunEntry.Report get(@PathParam("id") String id) {
        return views.planRun(Callers.scope(caller), id).orElseThrow(() -> ProblemException.notFound("plan run", id));
    }

    @GET
    @Path("/protection-groups")
    @Operation(summary = "Protection groups by name")
    public Page<GroupEntry> groups() {
        return new Page<>(views.protectionGroups(Callers.scope(caller)), null);
    }

    @GET
    @Path("/placements")
    @Operation(summary = "Where each workload runs, by name")
    public Page<PlacementEntry> placements() {
        return new Page<>(views.placements(Callers.scope(caller)), null);
    }
}
