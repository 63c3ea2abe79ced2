package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;

import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Replayable;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.SimulationStore;
import dev.leeward.policy.app.SimulationStore.Wish;
import dev.leeward.policy.app.Simulations;
import dev.leeward.policy.app.Simulations.Started;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.simulation.Simulation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Simulations: what would have been decided. Nothing here changes a decision. */
@Path("/v1/simulations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
public class SimulationResource {
    private final Simulations simulations;
    private final SimulationStore store;
    private final PolicySetScopes scopes;
    private final IdempotencyKeys keys;
    private final Caller caller;
    private final Clock clock;

    SimulationResource(
            Simulations simulations,
            SimulationStore store,
            PolicySetScopes scopes,
            IdempotencyKeys keys,
            Caller caller,
            Clock clock) {
        this.simulations = simulations;
        this.store = store;
        this.scopes = scopes;
        this.keys = keys;
        this.caller = caller;
        this.clock = clock;
    }

    /** Starts one. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(
            operationId = "simulate",
            summary = "Makes the decisions of past days again, with a version of a policy set in the place of its set",
            description = "Needs an Idempotency-Key. A tenant's token replays the tenant's decisions only.")
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location says where to look",
            content = @Content(schema = @Schema(implementation = SimulationAnswer.class)))
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(responseCode = "422", description = "policies-broken")
    public Response start(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid SimulationRequest request) {
        SetScope scope = scopes.named(request.scope());
        Wish wish = new Wish(
                scope,
                request.version(),
                caller.tenant().map(TenantId::new).orElse(null),
                clock.instant().minus(Duration.ofDays(request.days())));
        Replayable answer = keys.once(
                key,
                "simulations/" + caller.id(),
                request,
                () -> SimulationAnswer.of(accepted(simulations.start(wish, caller.id()), wish), List.of()));
        return Response.accepted(answer.json())
                .type(MediaType.APPLICATION_JSON)
                .location(URI.create(
                        "/v1/simulations/" + answer.as(SimulationAnswer.class).id()))
                .header("Retry-After", 1)
                .build();
    }

    private static Simulation accepted(Started started, Wish wish) {
        return switch (started) {
            case Started.Accepted(var simulation) -> simulation;
            case Started.Unknown() -> throw PolicySetScopes.unknown(Integer.toString(wish.version()));
            case Started.Broken(var errors) -> throw SetProblems.broken(errors, wish.scope());
        };
    }

    /** Lists, the newest first. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(operationId = "listSimulations", summary = "Simulations of the last 30 days, the newest first")
    public Page<SimulationAnswer> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<Simulation> rows = store.list(
                caller.tenant().orElse(null), page.after().map(Cursors::id).orElse(null), page.limit() + 1);
        return Page.of(rows, page, row -> row.id().toString()).map(row -> SimulationAnswer.of(row, List.of()));
    }

    /** Reads one. */
    @GET
    @Path("{id}")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(operationId = "getSimulation", summary = "How far a simulation is, and what it found, with examples")
    public SimulationAnswer get(@PathParam("id") String id) {
        Simulation simulation = find(id);
        return SimulationAnswer.of(simulation, store.examples(simulation.id()));
    }

    /** What would have come out otherwise. */
    @GET
    @Path("{id}/changes")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(
            operationId = "listSimulationChanges",
            summary = "The decisions that would have come out otherwise, the first 100,000 of them, in their order")
    public Page<SimulationAnswer.Changed> changes(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(
                        store.changes(
                                find(id).id(), page.after().map(Cursors::id).orElse(null), page.limit() + 1),
                        page,
                        row -> row.decision().toString())
                .map(SimulationAnswer.Changed::of);
    }

    private Simulation find(String id) {
        return Cursors.uuid(id)
                .flatMap(store::find)
                .filter(found -> caller.sees(
                        found.tenant() == null ? null : found.tenant().value()))
                .orElseThrow(() -> ProblemException.notFound("simulation", id));
    }
}
