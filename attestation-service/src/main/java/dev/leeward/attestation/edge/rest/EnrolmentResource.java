package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Activation;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Enrols a host: its TPM proves that it holds the attestation key, and its maker that it is a TPM. */
@Path("/v1/hosts/{id}/enrolments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Enrolment")
public class EnrolmentResource {

    private final Activation activation;
    private final Caller caller;

    EnrolmentResource(Activation activation, Caller caller) {
        this.activation = activation;
        this.caller = caller;
    }

    /** Begins an enrolment. */
    @POST
    @RolesAllowed({Roles.ADMIN, Roles.AGENT})
    @Operation(
            operationId = "beginEnrolment",
            summary = "Encrypts a secret that only the TPM which holds both keys releases, once and soon;"
                    + " a key of another TPM in the place of the pinned one needs the role admin")
    @APIResponse(
            responseCode = "201",
            description = "Begun",
            content = @Content(schema = @Schema(implementation = EnrolmentView.class)))
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "attestation-key-pinned, endorsement-key-taken")
    @APIResponse(
            responseCode = "422",
            description = "endorsement-key-unusable, attestation-key-unusable, endorsement-certificate-missing,"
                    + " endorsement-certificate-malformed, endorsement-certificate-of-another-key,"
                    + " endorsement-certificate-wrong-purpose, endorsement-certificate-expired,"
                    + " endorsement-certificate-not-yet-valid, endorsement-certificate-revoked,"
                    + " revocation-list-expired, endorsement-root-unknown, endorsement-chain-invalid")
    @APIResponse(responseCode = "429", description = "too-many-enrolments")
    public Response begin(@PathParam("id") String id, @NotNull @Valid EnrolmentBody body) {
        HostId host = Input.host(id);
        return switch (activation.open(host, body.toRequest(), administers(host))) {
            case Activation.Opening.Begun(var challenge, var credential) ->
                Response.status(Response.Status.CREATED)
                        .entity(EnrolmentView.of(challenge, credential))
                        .build();
            case Activation.Opening.UnknownHost(var rejection) -> throw Input.problem(id, rejection);
            case Activation.Opening.Refused(var refusal) -> throw Input.problem(id, refusal);
        };
    }

    /** Finishes an enrolment. */
    @POST
    @Path("/{enrolment}/activation")
    @RolesAllowed({Roles.ADMIN, Roles.AGENT})
    @Operation(
            operationId = "activateEnrolment",
            summary = "Pins the attestation key, bound to the TPM that released the secret; trust starts anew")
    @APIResponse(responseCode = "200", description = "Pinned, now or already")
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host, enrolment-unknown")
    @APIResponse(
            responseCode = "409",
            description = "enrolment-used, enrolment-expired, attestation-key-pinned, endorsement-key-taken")
    @APIResponse(responseCode = "422", description = "enrolment-secret-wrong")
    public KeyView activate(
            @PathParam("id") String id, @PathParam("enrolment") UUID enrolment, @NotNull @Valid ActivationBody body) {
        HostId host = Input.host(id);
        boolean administrator = administers(host);
        return switch (activation.activate(host, enrolment, Input.base64("secret", body.secret()), administrator)) {
            case Activation.Outcome.Pinned(var pinned) -> KeyView.of(pinned);
            case Activation.Outcome.UnknownHost(var rejection) -> throw Input.problem(id, rejection);
            case Activation.Outcome.Refused(var refusal) -> throw Input.problem(id, refusal);
        };
    }

    private boolean administers(HostId host) {
        boolean administrator = caller.has(Roles.ADMIN);
        if (!administrator) {
            caller.requireAgentOf(host.value());
        }
        return administrator;
    }
}
