package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.InventorySources;
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

/** Inventory sources. They belong to the provider: whoever is bound to a tenant sees none. */
@Path("/v1/inventory-sources")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public class InventorySourcesResource {

    private final InventorySources sources;
    private final Caller caller;

    InventorySourcesResource(InventorySources sources, Caller caller) {
        this.sources = sources;
        this.caller = caller;
    }

    /** All configured sources. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "listInventorySources",
            summary = "Where hosts are found, whether each source answers, and what to do where it does not")
    public Page<InventorySourceView> sources() {
        List<InventorySourceView> all = caller.sees(null)
                ? sources.all().stream().map(InventorySourceView::of).toList()
                : List.of();
        return new Page<>(all, null);
    }
}
