package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ViewChanges;
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
import java.time.Clock;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Tells open pages which view changed; they load anew what they show of it. It ends when the token does. */
@Path("/live")
public class LiveUpdates {
    private final ViewChanges changes;
    private final Viewer viewer;
    private final ConsoleConfig config;
    private final Clock clock;

    LiveUpdates(ViewChanges changes, Viewer viewer, ConsoleConfig config, Clock clock) {
        this.changes = changes;
        this.viewer = viewer;
        this.config = config;
        this.clock = clock;
    }

    /** Server-sent events: each is named as the view that changed, or {@code alive}. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Multi<OutboundSseEvent> changes(@Context Sse sse) {
        Multi<String> alive = Multi.createFrom()
                .ticks()
                .startingAfter(config.heartbeat())
                .every(config.heartbeat())
                .onOverflow()
                .drop()
                .map(_ -> "alive");
        Multi<String> changed = Multi.createFrom()
                .publisher(changes.changes(viewer.scope()))
                .map(change -> change.view().wireName());
        return Multi.createBy()
                .merging()
                .streams(Multi.createFrom().item("alive"), alive, changed)
                .select()
                .first(viewer.remaining(clock.instant()))
                .map(name -> sse.newEventBuilder().name(name).data(name).build());
    }
}
