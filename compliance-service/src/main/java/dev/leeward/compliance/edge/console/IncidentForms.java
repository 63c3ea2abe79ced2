package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.IncidentDesk;
import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.incident.IncidentState;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers to incidents, from the forms on their page. */
@Path("/")
@Blocking
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.TENANT_OPERATOR})
public class IncidentForms {
    private static final int COMMENT_LIMIT = 2000;

    private final IncidentDesk desk;
    private final ComplianceViews views;
    private final Viewer viewer;
    private final Pages pages;

    IncidentForms(IncidentDesk desk, ComplianceViews views, Viewer viewer, Pages pages) {
        this.desk = desk;
        this.views = views;
        this.viewer = viewer;
        this.pages = pages;
    }

    /** Takes notice. */
    @POST
    @Path("incidents/{id}/acknowledge")
    public Response acknowledge(@PathParam("id") String id, @FormParam("proof") @Nullable String proof) {
        viewer.require(proof);
        return answer(id, desk.acknowledge(viewer.scope(), id, viewer.id()));
    }

    /** Settles it; the comment says how. */
    @POST
    @Path("incidents/{id}/resolve")
    public Response resolve(
            @PathParam("id") String id,
            @FormParam("proof") @Nullable String proof,
            @FormParam("comment") @Nullable String comment) {
        viewer.require(proof);
        String words = comment == null ? "" : comment.strip();
        if (words.isEmpty() || words.length() > COMMENT_LIMIT) {
            return refused(id, 422, "Say in up to " + COMMENT_LIMIT + " characters how it was settled.");
        }
        return answer(id, desk.resolve(viewer.scope(), id, viewer.id(), words));
    }

    private Response answer(String id, IncidentDesk.Outcome outcome) {
        return switch (outcome) {
            case IncidentDesk.Outcome.Done _ ->
                Response.status(Response.Status.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, "/incidents/" + id)
                        .build();
            case IncidentDesk.Outcome.Refused(var state) ->
                refused(id, 409, "Somebody was faster: the incident is " + words(state) + " already.");
            case IncidentDesk.Outcome.Unknown _ -> throw ProblemException.notFound("incident", id);
        };
    }

    private Response refused(String id, int status, String why) {
        return views.incident(viewer.scope(), id)
                .map(told -> pages.page(
                        status,
                        "/incidents/" + id,
                        Frame.Section.INCIDENTS,
                        "Incident",
                        "incident",
                        new Lists.Incident(told, why)))
                .orElseThrow(() -> ProblemException.notFound("incident", id));
    }

    private static String words(IncidentState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
