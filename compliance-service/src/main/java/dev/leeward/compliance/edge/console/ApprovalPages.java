package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.ApprovalEntry;
import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.ApprovalFilter;
import dev.leeward.compliance.edge.console.ApprovalsView.Answering;
import dev.leeward.compliance.edge.console.ApprovalsView.Declined;
import dev.leeward.compliance.edge.console.PolicyService.Reply;
import dev.leeward.messaging.RequestCause;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Requests to second persons, and their answers. An answer goes to policy-service with the token of whoever gives it, and
 * nothing is written here: the page shows it once its event arrives.
 */
@Path("/")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
public class ApprovalPages {
    private static final String PATH = "/approvals";
    private static final int COMMENT_LIMIT = 500;

    private final ComplianceViews views;
    private final PolicyService policyService;
    private final Viewer viewer;
    private final Pages pages;
    private final RequestCause cause;
    private final Clock clock;

    ApprovalPages(
            ComplianceViews views,
            PolicyService policyService,
            Viewer viewer,
            Pages pages,
            RequestCause cause,
            Clock clock) {
        this.views = views;
        this.policyService = policyService;
        this.viewer = viewer;
        this.pages = pages;
        this.cause = cause;
        this.clock = clock;
    }

    /** The requests; with what became of one, where the viewer comes from answering it. */
    @GET
    @Path("approvals")
    public Response approvals(
            @QueryParam("state") @Nullable String state,
            @QueryParam("answered") @Nullable String answered,
            @QueryParam("cursor") @Nullable String cursor) {
        ApprovalEntry found = answered == null
                ? null
                : views.approval(viewer.scope(), answered).orElse(null);
        return pages.page(Frame.Section.DECISIONS, "Approvals", "approvals", view(state, cursor, found, null));
    }

    /** Agrees as a second person. */
    @POST
    @Path("approvals/{id}/approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER})
    public Response approve(
            @PathParam("id") String id,
            @FormParam("proof") @Nullable String proof,
            @FormParam("comment") @Nullable String comment,
            @FormParam("state") @Nullable String state) {
        return answer(id, true, proof, comment, state);
    }

    /** Refuses as a second person. */
    @POST
    @Path("approvals/{id}/reject")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER})
    public Response reject(
            @PathParam("id") String id,
            @FormParam("proof") @Nullable String proof,
            @FormParam("comment") @Nullable String comment,
            @FormParam("state") @Nullable String state) {
        return answer(id, false, proof, comment, state);
    }

    private Response answer(
            String id, boolean granted, @Nullable String proof, @Nullable String comment, @Nullable String state) {
        viewer.require(proof);
        UUID approval = approval(id);
        requirePolicyService(id);
        String words = comment == null ? "" : comment.strip();
        if (words.length() > COMMENT_LIMIT) {
            return declined(
                    422,
                    id,
                    words,
                    "The comment has more than " + COMMENT_LIMIT + " characters.",
                    "Shorten it.",
                    state);
        }
        Reply reply = policyService.answer(approval, granted, words, viewer.accessToken(), cause.correlationId());
        return switch (reply) {
            case Reply.Taken _ ->
                Response.status(Response.Status.SEE_OTHER)
                        .header(HttpHeaders.LOCATION, address(state, "answered=" + id))
                        .build();
            case Reply.NotTaken(int status, String why, String remedy) ->
                declined(status, id, words, why, remedy, state);
        };
    }

    private Response declined(
            int status, String id, String comment, String why, String remedy, @Nullable String state) {
        String about =
                views.approval(viewer.scope(), id).map(ApprovalsView::about).orElse(id);
        return pages.page(
                status,
                address(state, ""),
                Frame.Section.DECISIONS,
                "Approvals",
                "approvals",
                view(state, null, null, new Declined(id, about, comment, why, remedy)));
    }

    private ApprovalsView view(
            @Nullable String state,
            @Nullable String cursor,
            @Nullable ApprovalEntry answered,
            @Nullable Declined declined) {
        Instant now = clock.instant();
        String chosen = Choices.of(Choices.APPROVAL_STATES, state).orElse(null);
        return new ApprovalsView(
                Listing.read(
                        PATH,
                        chosen == null ? Map.of() : Map.of("state", chosen),
                        cursor,
                        paging -> views.approvals(viewer.scope(), new ApprovalFilter(chosen, now), paging)),
                Tab.of(PATH, "state", Choices.APPROVAL_STATES, chosen),
                Tab.decisions(PATH),
                chosen == null ? "" : chosen,
                now,
                new Answering(policyService.isKnown(), policyService.isKnown() && viewer.mayApprove()),
                answered,
                declined);
    }

    private static String address(@Nullable String state, String more) {
        String filter = Choices.of(Choices.APPROVAL_STATES, state)
                .map(chosen -> "state=" + chosen)
                .orElse("");
        String query = filter.isEmpty() || more.isEmpty() ? filter + more : filter + "&" + more;
        return query.isEmpty() ? PATH : PATH + "?" + query;
    }

    /** Nothing but an id gets into the address that policy-service is called at. */
    private static UUID approval(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("approval", id);
        }
    }

    private void requirePolicyService(String id) {
        if (!policyService.isKnown()) {
            throw ProblemException.refused(
                    409,
                    "answers-not-taken",
                    "This console takes no answers; nothing was changed.",
                    id,
                    "Answer through policy-service, or have leeward.console.policy-service name it.");
        }
    }
}
