package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.Emergencies;
import dev.leeward.policy.app.EmergencyStore;
import dev.leeward.policy.emergency.Emergency;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who broke glass, and until when they may. It is the provider's: a tenant's people neither break glass nor see it. */
@Path("/v1/break-glass")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Break-glass")
public class BreakGlassResource {
    private final Emergencies emergencies;
    private final EmergencyStore store;
    private final Caller caller;
    private final Clock clock;

    BreakGlassResource(Emergencies emergencies, EmergencyStore store, Caller caller, Clock clock) {
        this.emergencies = emergencies;
        this.store = store;
        this.caller = caller;
        this.clock = clock;
    }

    /** Lists, the newest first. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(operationId = "listBreakGlass", summary = "Emergencies under which glass was broken, the newest first")
    @APIResponse(responseCode = "400", description = "unknown-state")
    public Page<EmergencyAnswer> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        Emergency.State wanted = Cursors.named(Emergency.State.class, state);
        return caller.tenant().isPresent()
                ? new Page<>(List.of(), null)
                : Page.of(
                                store.list(
                                        wanted,
                                        clock.instant(),
                                        page.after().map(Cursors::id).orElse(null),
                                        page.limit() + 1),
                                page,
                                row -> row.id().toString())
                        .map(row -> EmergencyAnswer.of(row, clock.instant()));
    }

    /** Reads one. */
    @GET
    @Path("{id}")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR})
    @Operation(operationId = "getBreakGlass", summary = "An emergency under which glass was broken")
    public EmergencyAnswer get(@PathParam("id") String id) {
        return answer(visible(id).flatMap(store::find), id);
    }

    /** Ends one: whoever broke glass under its ticket breaks none under it any more. */
    @POST
    @Path("{id}/actions/close")
    @RolesAllowed({ADMIN, SECURITY_OFFICER})
    @Operation(
            operationId = "closeBreakGlass",
            summary = "End an emergency before its time; the same where it is over already")
    public EmergencyAnswer close(@PathParam("id") String id) {
        return answer(visible(id).flatMap(uuid -> emergencies.close(uuid, caller.id())), id);
    }

    private Optional<UUID> visible(String id) {
        return Cursors.uuid(id).filter(_ -> caller.tenant().isEmpty());
    }

    private EmergencyAnswer answer(Optional<Emergency> found, String id) {
        return found.map(emergency -> EmergencyAnswer.of(emergency, clock.instant()))
                .orElseThrow(() -> ProblemException.notFound("break-glass", id));
    }
}
