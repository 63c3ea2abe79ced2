package dev.leeward.compliance.edge.rest;

import dev.leeward.compliance.app.query.ComplianceViews;
import dev.leeward.compliance.app.query.ComplianceViews.EnrolmentFilter;
import dev.leeward.compliance.app.query.EnrolmentEntry;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Which keys speak for hosts. */
@Path("/v1/enrolments")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
class EnrolmentResource {
    private final ComplianceViews views;
    private final Caller caller;

    EnrolmentResource(ComplianceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "The newest enrolment of each host, the last enrolled first: key, TPM, who enrolled it and when")
    public Page<EnrolmentEntry> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        EnrolmentFilter filter = new EnrolmentFilter(state == null ? null : state(state));
        return Callers.page(limit, cursor, paging -> views.enrolments(Callers.scope(caller), filter, paging));
    }

    private static EnrolmentEntry.State state(String value) {
        return Arrays.stream(EnrolmentEntry.State.values())
                .filter(state -> state.name().equals(value))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-state",
                        "There is no state " + value + " of an enrolment.",
                        "state",
                        "Use one of " + Arrays.toString(EnrolmentEntry.State.values()) + "."));
    }
}
