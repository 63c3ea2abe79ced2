package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.AttestationResults;
import dev.leeward.attestation.app.HostDirectory;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signed attestation results. {@link ResultKeysResource} has the keys to check them with. */
@Path("/v1/hosts")
@Tag(name = "Hosts")
public class ResultsResource {

    private final AttestationResults results;
    private final HostDirectory directory;
    private final Caller caller;

    ResultsResource(AttestationResults results, HostDirectory directory, Caller caller) {
        this.results = results;
        this.directory = directory;
        this.caller = caller;
    }

    /** The newest result of a host, as it was said. */
    @GET
    @Path("/{id}/attestation-result")
    @Produces("application/eat+jwt")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.ENFORCEMENT_POINT})
    @Operation(
            operationId = "getAttestationResult",
            summary = "A host's newest attestation result, signed: an EAR as a JWT, to be checked with the result keys")
    @APIResponse(responseCode = "200", description = "The JWT")
    @APIResponse(responseCode = "404", description = "unknown-host, result-unsigned")
    public String result(@PathParam("id") String id) {
        HostId host = Input.host(id);
        if (!caller.sees(null) || directory.find(host).isEmpty()) {
            throw Input.unknownHost(id);
        }
        return results.newest(host)
                .orElseThrow(() -> ProblemException.refused(
                        404,
                        "result-unsigned",
                        "The newest attestation result of host " + id + " was not signed.",
                        id,
                        "Have an administrator configure leeward.attestation.result-signing.keys, and attest again."));
    }
}
