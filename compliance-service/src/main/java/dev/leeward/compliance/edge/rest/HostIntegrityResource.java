package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.HistoryEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The attestation board. */
@Path("/v1/host-integrity")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class HostIntegrityResource {
    private final ComplianceViews views;
    private final Caller caller;

    HostIntegrityResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Hosts by site and name, each with its trust and its controls")
    public Page<HostAnswer> list() {
        return new Page<>(
                views.board(Callers.scope(caller)).stream()
                        .flatMap(site -> site.hosts().stream())
                        .map(HostAnswer::of)
                        .toList(),
                null);
    }

    @GET
    @Path("/{id}/history")
    @Operation(
            summary = "Verdicts, refusals of evidence and enrolments of a host, newest first, each with its proof;"
                    + " with changes=true without verdicts that only renew the one before")
    public Page<HistoryEntry> history(
            @PathParam("id") String id,
            @QueryParam("changes") @DefaultValue("false") boolean changes,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Scope scope = Callers.scope(caller);
        get(id);
        return Callers.page(limit, cursor, paging -> views.history(scope, id, changes, paging));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One host")
    public HostAnswer get(@PathParam("id") String id) {
        return views.host(Callers.scope(caller), id)
                .map(HostAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("host", id));
    }
}
