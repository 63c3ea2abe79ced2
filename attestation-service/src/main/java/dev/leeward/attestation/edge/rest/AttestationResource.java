package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.AttestationDesk;
import dev.leeward.attestation.app.Challenges;
import dev.leeward.attestation.app.Enrolment;
import dev.leeward.attestation.app.EvidenceIntake;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What a host's agent does: pin its key, ask for a challenge, answer it with evidence. Where many agents are answered
 * together, none of them holds a thread until then.
 */
@Path("/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Attestation")
public class AttestationResource {

    private final Enrolment enrolment;
    private final AttestationDesk desk;
    private final Caller caller;
    private final MeterRegistry metrics;

    AttestationResource(Enrolment enrolment, AttestationDesk desk, Caller caller, MeterRegistry metrics) {
        this.enrolment = enrolment;
        this.desk = desk;
        this.caller = caller;
        this.metrics = metrics;
    }

    /** Pins the host's attestation key. */
    @PUT
    @Path("/{id}/attestation-key")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ADMIN, Roles.AGENT})
    @Operation(
            operationId = "pinAttestationKey",
            summary = "Pins the host's attestation key on first use, without proof that it lives in a TPM, where the"
                    + " service allows that; replacing it needs the role admin")
    @APIResponse(responseCode = "200", description = "Pinned, now or already")
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "attestation-key-pinned, credential-activation-required")
    @APIResponse(responseCode = "422", description = "attestation-key-unusable")
    public KeyView pin(@PathParam("id") String id, @NotNull @Valid KeyRequest request) {
        HostId host = Input.host(id);
        boolean administrator = caller.has(Roles.ADMIN);
        if (!administrator) {
            caller.requireAgentOf(host.value());
        }
        return switch (enrolment.pin(host, Input.base64("publicArea", request.publicArea()), administrator)) {
            case Enrolment.Outcome.Pinned(var pinned) -> KeyView.of(pinned);
            case Enrolment.Outcome.UnknownHost(var rejection) -> throw Input.problem(id, rejection);
            case Enrolment.Outcome.Refused(var refusal) -> throw Input.problem(id, refusal);
        };
    }

    /** Issues a challenge. */
    @POST
    @Path("/{id}/challenges")
    @RolesAllowed(Roles.AGENT)
    @Operation(operationId = "issueChallenge", summary = "Issues a nonce to be quoted over, once and soon")
    @APIResponse(
            responseCode = "201",
            description = "The challenge",
            content = @Content(schema = @Schema(implementation = ChallengeView.class)))
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "host-not-enrolled")
    @APIResponse(responseCode = "429", description = "too-many-challenges")
    public Uni<Response> challenge(@PathParam("id") String id) {
        HostId host = Input.host(id);
        caller.requireAgentOf(host.value());
        return Uni.createFrom().completionStage(desk.issue(host)).map(outcome -> answer(id, outcome));
    }

    private static Response answer(String id, Challenges.Outcome outcome) {
        return switch (outcome) {
            case Challenges.Outcome.Issued(var challenge) ->
                Response.status(Response.Status.CREATED)
                        .entity(ChallengeView.of(challenge))
                        .build();
            case Challenges.Outcome.Refused(var rejection) -> throw Input.problem(id, rejection);
            case Challenges.Outcome.TooMany(var open) ->
                throw ProblemException.refused(
                        429,
                        "too-many-challenges",
                        open + " challenges of this host are open.",
                        id,
                        "Answer one of them, or wait until they expire.");
        };
    }

    /** Takes evidence in. */
    @POST
    @Path("/{id}/evidence")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.AGENT)
    @Operation(
            operationId = "submitEvidence",
            summary = "Verifies and appraises the answer to a challenge; a refusal leaves the former verdict")
    @APIResponse(responseCode = "200", description = "Verified and appraised; the trust says with what verdict")
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host, challenge-unknown")
    @APIResponse(responseCode = "409", description = "host-not-enrolled, challenge-used, challenge-expired")
    @APIResponse(
            responseCode = "422",
            description = "malformed-quote, quote-signature-invalid, signer-mismatch, nonce-mismatch,"
                    + " pcr-selection-mismatch, pcr-digest-mismatch, malformed-event-log, event-log-mismatch,"
                    + " clock-went-back")
    public Uni<EvidenceView> submit(@PathParam("id") String id, @NotNull @Valid EvidenceRequest request) {
        HostId host = Input.host(id);
        caller.requireAgentOf(host.value());
        return Uni.createFrom()
                .completionStage(desk.submit(host, request.challengeId(), request.toSubmission()))
                .map(outcome -> answer(id, outcome));
    }

    private EvidenceView answer(String id, EvidenceIntake.Outcome outcome) {
        return switch (outcome) {
            case EvidenceIntake.Outcome.Appraised(var evidence, var report) -> {
                count(report.overall().name());
                yield new EvidenceView(evidence, TrustView.of(report));
            }
            case EvidenceIntake.Outcome.Rejected(var rejection) -> {
                count(rejection.code().toString());
                throw Input.problem(id, rejection);
            }
        };
    }

    private void count(String outcome) {
        metrics.counter("leeward.attestation.evidence", "outcome", outcome).increment();
    }
}
