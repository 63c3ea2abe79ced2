package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.RunQueries;
import dev.leeward.dr.edge.rest.RunBodies.ReportBody;
import dev.leeward.dr.edge.rest.RunBodies.RunBody;
import dev.leeward.dr.edge.rest.RunBodies.StepBody;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Plan runs of a tenant, to read and to watch. */
@Path("/v1/tenants/{tenant}/plan-runs")
class RunsResource {
    private final RunQueries queries;
    private final RunStream stream;
    private final Answers answers;
    private final Access access;
    private final Clock clock;

    RunsResource(RunQueries queries, RunStream stream, Answers answers, Access access, Clock clock) {
        this.queries = queries;
        this.stream = stream;
        this.answers = answers;
        this.access = access;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<RunBody> list(
            @PathParam("tenant") String tenantId,
            @QueryParam("plan") @Nullable String plan,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var request = PageRequest.of(limit, cursor);
        var rows = queries.list(
                access.tenant(tenantId),
                plan == null ? null : Access.id("recovery plan", plan, PlanId::new),
                request.limit() + 1,
                request.after().orElse(null));
        return Page.of(rows, request, run -> run.id().value()).map(RunBody::of);
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Response get(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        var details = details(tenantId, id);
        var response = Response.ok(RunBody.of(details, clock.instant()));
        if (details.run().state().underWay()) {
            response.header("Retry-After", 1);
        }
        return response.build();
    }

    @GET
    @Path("{id}/steps")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<StepBody> steps(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        return new Page<>(
                details(tenantId, id).steps().stream().map(StepBody::of).toList(), null);
    }

    @GET
    @Path("{id}/report")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public ReportBody report(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        return ReportBody.of(answers.valueOf(queries.report(access.tenant(tenantId), runId(id))), clock.instant());
    }

    /** Everything that is said about the run, from the beginning or after {@code Last-Event-ID}, as it happens. */
    @GET
    @Path("{id}/events")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Multi<OutboundSseEvent> events(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @Context Sse sse) {
        var tenant = access.tenant(tenantId);
        var run = runId(id);
        if (!queries.exists(tenant, run)) {
            throw ProblemException.notFound("plan run", id);
        }
        return stream.follow(tenant, run, sequence(last), sse);
    }

    private RunQueries.Details details(String tenantId, String id) {
        return answers.valueOf(queries.find(access.tenant(tenantId), runId(id)));
    }

    private static RunId runId(String id) {
        return Access.id("plan run", id, RunId::new);
    }

    private static long sequence(@Nullable String last) {
        if (last == null || last.isBlank()) {
            return 0;
        }
        try {
            return Long.parseLong(last.strip());
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "malformed-last-event-id",
                    "Last-Event-ID '" + last + "' is no event of a run.",
                    "Last-Event-ID",
                    "Send the id of the last event that came, or leave it out.");
        }
    }
}
