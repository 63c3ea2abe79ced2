package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.AttestationResults;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The keys that attestation results are checked with. */
@Path("/v1/result-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public class ResultKeysResource {

    private final AttestationResults results;

    ResultKeysResource(AttestationResults results) {
        this.results = results;
    }

    /** The keys, the same for everybody. */
    @GET
    @RolesAllowed({
        Roles.ADMIN,
        Roles.OPERATOR,
        Roles.SECURITY_OFFICER,
        Roles.AUDITOR,
        Roles.ENFORCEMENT_POINT,
        Roles.AGENT
    })
    @Operation(
            operationId = "getResultKeys",
            summary = "The public keys that attestation results are checked with, as a JSON Web Key Set")
    public KeySetView keys() {
        return new KeySetView(results.publicKeys());
    }
}
