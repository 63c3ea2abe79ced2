package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.AttestationDemands;
import dev.leeward.attestation.app.WaitingRoom;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.schedule.Demand;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Attestations on demand. Hosts belong to the provider: whoever is bound to a tenant sees none. */
@Path("/v1/hosts/{id}/attestations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Attestation")
public class DemandsResource {

    private final AttestationDemands demands;
    private final WaitingRoom room;
    private final Caller caller;

    DemandsResource(AttestationDemands demands, WaitingRoom room, Caller caller) {
        this.demands = demands;
        this.room = room;
        this.caller = caller;
    }

    /** Demands an attestation. */
    @POST
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER})
    @Operation(
            operationId = "demandAttestation",
            summary = "Has the host attest now: its agent is challenged, or the vCenter that vouches for it is asked;"
                    + " while a demand is pending it is the answer to every further one")
    @APIResponse(
            responseCode = "202",
            description = "The host is asked; the resource says what becomes of it",
            content = @Content(schema = @Schema(implementation = DemandView.class)))
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "host-not-enrolled")
    public Response demand(@PathParam("id") String id) {
        HostId host = visible(id);
        return switch (demands.demand(host, caller.id())) {
            case AttestationDemands.Outcome.Demanded(var demand) -> {
                room.serve(host);
                yield Response.accepted(DemandView.of(demand, demands.now()))
                        .location(URI.create("/v1/hosts/" + id + "/attestations/" + demand.id()))
                        .build();
            }
            case AttestationDemands.Outcome.Refused(var rejection) -> throw Input.problem(id, rejection);
        };
    }

    /** What became of a demand. */
    @GET
    @Path("/{attestationId}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "getAttestation", summary = "What became of a demanded attestation")
    @APIResponse(responseCode = "200", description = "Pending, done with its verdict, or expired")
    @APIResponse(responseCode = "404", description = "unknown-host, attestation-not-found")
    public DemandView attestation(@PathParam("id") String id, @PathParam("attestationId") String attestationId) {
        return demand(visible(id), attestationId);
    }

    private DemandView demand(HostId host, String attestationId) {
        try {
            Demand found = demands.find(host, UUID.fromString(attestationId))
                    .orElseThrow(() -> ProblemException.notFound("attestation", attestationId));
            return DemandView.of(found, demands.now());
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("attestation", attestationId);
        }
    }

    private HostId visible(String id) {
        if (!caller.sees(null)) {
            throw Input.unknownHost(id);
        }
        return Input.host(id);
    }
}
