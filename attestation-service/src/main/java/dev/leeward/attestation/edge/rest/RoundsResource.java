package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.AttestationDesk;
import dev.leeward.attestation.app.Rounds;
import dev.leeward.attestation.app.Settings;
import dev.leeward.attestation.app.WaitingRoom;
import dev.leeward.attestation.evidence.Challenge;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where agents follow the schedule. */
@Path("/v1/hosts/{id}/challenges/next")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Attestation")
public class RoundsResource {

    /** When to ask again where no seat was free, in seconds. */
    private static final int NO_SEAT = 15;

    private final AttestationDesk desk;
    private final WaitingRoom room;
    private final Caller caller;
    private final Settings settings;

    RoundsResource(AttestationDesk desk, WaitingRoom room, Caller caller, Settings settings) {
        this.desk = desk;
        this.room = room;
        this.caller = caller;
        this.settings = settings;
    }

    /** Waits for the next challenge; no thread waits. */
    @POST
    @RolesAllowed(Roles.AGENT)
    @Operation(
            operationId = "awaitChallenge",
            summary = "Waits until the host is to attest, by schedule or on demand, and then answers with a challenge")
    @APIResponse(
            responseCode = "201",
            description = "The challenge, to be answered at once",
            content = @Content(schema = @Schema(implementation = ChallengeView.class)))
    @APIResponse(
            responseCode = "204",
            description = "The wait ended without one; ask again after the seconds of the header Retry-After")
    @APIResponse(responseCode = "400", description = "invalid-wait")
    @APIResponse(responseCode = "403", description = "not-your-host")
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "host-not-enrolled")
    public Uni<Response> next(@PathParam("id") String id, @QueryParam("wait") @DefaultValue("30") String wait) {
        HostId host = Input.host(id);
        caller.requireAgentOf(host.value());
        Duration patience = patience(wait);
        return Uni.createFrom().completionStage(desk.ask(host)).chain(outcome -> switch (outcome) {
            case Rounds.Outcome.Refused(var rejection) -> throw Input.problem(id, rejection);
            case Rounds.Outcome.Open(var challenge) -> Uni.createFrom().item(handedOut(challenge));
            case Rounds.Outcome.Wait(var nextAt) -> await(host, nextAt, patience);
        });
    }

    /** An agent that goes away leaves its seat. */
    private Uni<Response> await(HostId host, Instant nextAt, Duration patience) {
        return Uni.createFrom()
                .emitter(answer -> room.enter(
                                host,
                                nextAt,
                                patience,
                                called -> answer.complete(
                                        called.map(RoundsResource::handedOut).orElseGet(() -> askAgainAfter(0))))
                        .ifPresentOrElse(
                                seat -> answer.onTermination(() -> room.leave(seat)),
                                () -> answer.complete(askAgainAfter(NO_SEAT))));
    }

    private static Response handedOut(Challenge challenge) {
        return Response.status(Response.Status.CREATED)
                .entity(ChallengeView.of(challenge))
                .build();
    }

    private static Response askAgainAfter(int seconds) {
        return Response.noContent().header(HttpHeaders.RETRY_AFTER, seconds).build();
    }

    private Duration patience(String wait) {
        long longest = settings.schedule().longestWait().toSeconds();
        return Optional.of(wait)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Long::valueOf)
                .filter(seconds -> seconds >= 1 && seconds <= longest)
                .map(Duration::ofSeconds)
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-wait",
                        "An agent cannot wait \"" + wait + "\" seconds.",
                        "wait",
                        "Wait for 1 to " + longest + " seconds."));
    }
}
