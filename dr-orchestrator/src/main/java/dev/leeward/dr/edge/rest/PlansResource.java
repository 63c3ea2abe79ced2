package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.RecoveryPlans;
import dev.leeward.dr.app.RecoveryPlans.Written;
import dev.leeward.dr.app.StoredPlan;
import dev.leeward.dr.edge.rest.PlanBodies.KeptPlan;
import dev.leeward.dr.group.Names;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Ids;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.Problem;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recovery plans of a tenant: YAML or JSON documents with versions. */
@Path("/v1/tenants/{tenant}/recovery-plans")
class PlansResource {
    private static final int CREATED = 201;

    private final RecoveryPlans plans;
    private final IdempotencyKeys keys;
    private final Answers answers;
    private final Access access;
    private final Ids ids;

    PlansResource(RecoveryPlans plans, IdempotencyKeys keys, Answers answers, Access access, Ids ids) {
        this.plans = plans;
        this.keys = keys;
        this.answers = answers;
        this.access = access;
        this.ids = ids;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response create(
            @PathParam("tenant") String tenantId,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context HttpHeaders headers,
            String text) {
        var tenant = access.tenant(tenantId);
        var body = PlanBodies.read(text, headers.getMediaType());
        var given = body.id();
        if (given != null && !Names.valid(given)) {
            throw ProblemException.refused(
                    422,
                    "bad-id",
                    "'" + given + "' cannot be the id of a plan.",
                    "id",
                    "Use 1 to 128 letters, digits, '.', '_' or '-', or leave it out.");
        }
        var draft = body.draft();
        return keys.once(key, tenant + "/recovery-plans", text, () -> {
                    var id = new PlanId(given == null ? ids.next().toString() : given);
                    return reply(tenant, CREATED, plans.create(id, tenant, draft), id);
                })
                .as(Reply.class)
                .toResponse();
    }

    @PUT
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response replace(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Context HttpHeaders headers,
            String text) {
        var tenant = access.tenant(tenantId);
        var plan = planId(id);
        int expected = version(ifMatch);
        var draft = PlanBodies.read(text, headers.getMediaType()).draft();
        var kept = kept(plans.replace(plan, tenant, expected, draft), plan);
        return Response.ok(KeptPlan.of(kept)).tag(tag(kept)).build();
    }

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Page<KeptPlan> list(
            @PathParam("tenant") String tenantId,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var request = PageRequest.of(limit, cursor);
        List<StoredPlan> rows = plans.list(
                access.tenant(tenantId), request.limit() + 1, request.after().orElse(null));
        return Page.of(rows, request, plan -> plan.id().value()).map(KeptPlan::of);
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public Response get(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        var plan = answers.valueOf(plans.find(access.tenant(tenantId), planId(id)));
        return Response.ok(KeptPlan.of(plan)).tag(tag(plan)).build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response delete(@PathParam("tenant") String tenantId, @PathParam("id") String id) {
        answers.valueOf(plans.delete(access.tenant(tenantId), planId(id)));
        return Response.noContent().build();
    }

    private Reply reply(TenantId tenant, int status, Written written, PlanId id) {
        return answers.reply(status, "/v1/tenants/" + tenant + "/recovery-plans/" + id, KeptPlan.of(kept(written, id)));
    }

    private static StoredPlan kept(Written written, PlanId id) {
        return switch (written) {
            case Written.Kept(var plan) -> plan;
            case Written.Wrong(var problems) -> throw Answers.wrongPlan(problems);
            case Written.Declined(var refusal) -> throw new ProblemException(Answers.problem(List.of(refusal)));
            case Written.Unknown _ -> throw ProblemException.notFound("recovery plan", id.value());
        };
    }

    private static PlanId planId(String id) {
        return Access.id("recovery plan", id, PlanId::new);
    }

    private static EntityTag tag(StoredPlan plan) {
        return new EntityTag(String.valueOf(plan.version()));
    }

    private static int version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new ProblemException(Problem.of(
                    428,
                    "if-match-required",
                    "The request does not say which version of the plan it changes.",
                    "If-Match",
                    "Read the plan and send its ETag as If-Match."));
        }
        try {
            return Integer.parseInt(ifMatch.strip().replaceFirst("^W/", "").replace("\"", ""));
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "malformed-if-match",
                    "If-Match '" + ifMatch + "' is no version of a plan.",
                    "If-Match",
                    "Send the ETag of the plan as it was read, for example \"3\".");
        }
    }
}
