package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.EventFilter;
import dev.leeward.compliance.app.query.LoggedEvent;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The evidence log. */
@Path("/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class EventResource {
    private final ComplianceViews views;
    private final Caller caller;

    EventResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Events, newest first, each with topic, partition, offset and its link of the hash chain")
    public Page<LoggedEvent> list(
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("type") @Nullable String type,
            @QueryParam("correlation") @Nullable String correlation,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        EventFilter filter = new EventFilter(topic, type, correlation);
        return Callers.page(limit, cursor, paging -> views.events(Callers.scope(caller), filter, paging));
    }
}
