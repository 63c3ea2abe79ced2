package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.HostDirectory;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sites. They belong to the provider: whoever is bound to a tenant sees none. */
@Path("/v1/sites")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public class SitesResource {

    private final HostDirectory directory;
    private final Caller caller;

    SitesResource(HostDirectory directory, Caller caller) {
        this.directory = directory;
        this.caller = caller;
    }

    /** All sites. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.ENFORCEMENT_POINT})
    @Operation(operationId = "listSites", summary = "All sites")
    public Page<SiteView> sites() {
        List<SiteView> sites = caller.sees(null)
                ? directory.sites().stream()
                        .map(site -> new SiteView(site.id(), site.name()))
                        .toList()
                : List.of();
        return new Page<>(sites, null);
    }
}
