package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

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
    @Path("/{id}")
    @Operation(summary = "One host")
    public HostAnswer get(@PathParam("id") String id) {
        return views.host(Callers.scope(caller), id)
                .map(HostAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("host", id));
    }
}
