package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.app.query.ViewChanges;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What changes in the views, as it is committed. */
@Path("/v1/stream")
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class StreamResource {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final ViewChanges changes;
    private final Caller caller;

    StreamResource(ViewChanges changes, Caller caller) {
        this.changes = changes;
        this.caller = caller;
    }

    /** Names the view whose rows changed; read it again. */
    record Change(String view) {}

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Server-sent events: the name of a view each time that its rows change")
    public Multi<OutboundSseEvent> stream(@Context Sse sse) {
        Multi<OutboundSseEvent> told = Multi.createFrom()
                .publisher(changes.changes(Callers.scope(caller)))
                .map(ViewChange::view)
                .map(view -> event(sse, view));
        Multi<OutboundSseEvent> alive = Multi.createFrom()
                .ticks()
                .every(SIGN_OF_LIFE)
                .onOverflow()
                .drop()
                .map(_ -> sse.newEventBuilder().comment("alive").build());
        OutboundSseEvent begin = sse.newEventBuilder().comment("listening").build();
        return Multi.createBy().merging().streams(Multi.createFrom().item(begin), told, alive);
    }

    private static OutboundSseEvent event(Sse sse, View view) {
        return sse.newEventBuilder()
                .name(view.wireName())
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Change.class, new Change(view.wireName()))
                .build();
    }
}
