package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.IncidentDesk;
import dev.leeward.compliance.app.IncidentDesk.Outcome;
import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.IncidentFilter;
import dev.leeward.compliance.app.query.IncidentEntry;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Incidents, and what people do about them. */
@Path("/v1/incidents")
@Produces(MediaType.APPLICATION_JSON)
class IncidentResource {
    private final ComplianceViews views;
    private final IncidentDesk desk;
    private final Caller caller;

    IncidentResource(ComplianceViews views, IncidentDesk desk, Caller caller) {
        this.views = views;
        this.desk = desk;
        this.caller = caller;
    }

    /** How an incident was settled. */
    record Resolution(@NotBlank @Size(max = 2_000) String comment) {}

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    @Operation(summary = "Incidents, the last that fired first")
    public Page<IncidentEntry> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("open") @Nullable Boolean open,
            @QueryParam("rule") @Nullable String rule,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        IncidentFilter filter = new IncidentFilter(state == null ? null : stateOf(state), open, rule);
        return Callers.page(limit, cursor, paging -> views.incidents(Callers.scope(caller), filter, paging));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    @Operation(summary = "One incident with its timeline")
    public IncidentEntry.WithTimeline get(@PathParam("id") String id) {
        return views.incident(Callers.scope(caller), id).orElseThrow(() -> ProblemException.notFound("incident", id));
    }

    @POST
    @Path("/{id}/actions/acknowledge")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.TENANT_OPERATOR})
    @Operation(summary = "Take notice of an incident")
    public IncidentEntry.WithTimeline acknowledge(@PathParam("id") String id) {
        Scope scope = Callers.scope(caller);
        return answer(scope, id, desk.acknowledge(scope, id, caller.id()));
    }

    @POST
    @Path("/{id}/actions/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.TENANT_OPERATOR})
    @Operation(summary = "Settle an incident, saying how")
    public IncidentEntry.WithTimeline resolve(@PathParam("id") String id, @Valid @NotNull Resolution resolution) {
        Scope scope = Callers.scope(caller);
        return answer(scope, id, desk.resolve(scope, id, caller.id(), resolution.comment()));
    }

    private IncidentEntry.WithTimeline answer(Scope scope, String id, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ ->
                views.incident(scope, id).orElseThrow(() -> ProblemException.notFound("incident", id));
            case Outcome.Unknown _ -> throw ProblemException.notFound("incident", id);
            case Outcome.Refused(var state) ->
                throw ProblemException.refused(
                        409,
                        "invalid-transition",
                        "Incident " + id + " is " + state + ".",
                        id,
                        "Look at its timeline: somebody has answered it already.");
        };
    }

    private static IncidentState stateOf(String state) {
        return Arrays.stream(IncidentState.values())
                .filter(known -> known.name().equals(state.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-state",
                        "There is no incident state " + state + ".",
                        "state",
                        "One of " + Arrays.toString(IncidentState.values()) + "."));
    }
}
