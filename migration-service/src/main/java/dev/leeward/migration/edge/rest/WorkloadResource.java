package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import dev.leeward.migration.app.MigrationReports;
import dev.leeward.migration.app.MigrationReports.VolumeReport;
import dev.leeward.migration.app.MigrationReports.WorkloadFilter;
import dev.leeward.migration.app.MigrationReports.WorkloadReport;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Workloads and the volumes that they keep their data on. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
@Tag(name = "workloads")
public class WorkloadResource {
    private final MigrationReports reports;
    private final Caller caller;

    WorkloadResource(MigrationReports reports, Caller caller) {
        this.reports = reports;
        this.caller = caller;
    }

    @GET
    @Path("/workloads")
    @Operation(summary = "Lists workloads and where they run")
    public Page<WorkloadReport> workloads(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("site") @Nullable String site,
            @QueryParam("host") @Nullable String host,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        if (tenant != null && !caller.sees(tenant)) {
            throw ProblemException.notFound("tenant", tenant);
        }
        WorkloadFilter filter = new WorkloadFilter(caller.tenant().orElse(tenant), site, host);
        return Page.of(
                reports.workloads(filter, page.limit() + 1, page.after().orElse(null)), page, WorkloadReport::id);
    }

    @GET
    @Path("/workloads/{id}")
    @Operation(summary = "Shows a workload")
    public WorkloadReport workload(@PathParam("id") String id) {
        return reports.workload(id, caller.tenant().orElse(null))
                .orElseThrow(() -> ProblemException.notFound("workload", id));
    }

    @GET
    @Path("/volumes")
    @Operation(summary = "Lists volumes and where their data is")
    public Page<VolumeReport> volumes(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(
                reports.volumes(
                        caller.tenant().orElse(null),
                        page.limit() + 1,
                        page.after().orElse(null)),
                page,
                VolumeReport::id);
    }
}
