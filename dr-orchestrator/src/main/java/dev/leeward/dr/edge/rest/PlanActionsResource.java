package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.RunStarter;
import dev.leeward.dr.edge.rest.RunBodies.PreviewBody;
import dev.leeward.dr.edge.rest.RunBodies.RunBody;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.plan.PlanId;
import dev.leeward.dr.run.RunKind;
import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done with a recovery plan; with {@code ?dryRun=true} it is only shown. */
@Path("/v1/tenants/{tenant}/recovery-plans/{id}/actions/{action}")
class PlanActionsResource {
    private static final int ACCEPTED = 202;

    private final RunStarter starter;
    private final IdempotencyKeys keys;
    private final Answers answers;
    private final Access access;

    PlanActionsResource(RunStarter starter, IdempotencyKeys keys, Answers answers, Access access) {
        this.starter = starter;
        this.keys = keys;
        this.answers = answers;
        this.access = access;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response act(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @PathParam("action") String action,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        var tenant = access.tenant(tenantId);
        var plan = Access.id("recovery plan", id, PlanId::new);
        var body = PlanBodies.readOptional(text, ActionBody.class, new ActionBody(null, null, null));
        var kind = kind(action, body);
        if (dryRun || action.equals("precheck")) {
            return Response.ok(PreviewBody.of(
                            kind, answers.valueOf(starter.preview(tenant, plan, kind, body.acceptedPoints()))))
                    .build();
        }
        var scope = tenant + "/recovery-plans/" + plan + "/" + action;
        return keys.once(key, scope, text == null ? "" : text, () -> start(tenant, plan, kind, body))
                .as(Reply.class)
                .toResponse();
    }

    private Reply start(TenantId tenant, PlanId plan, RunKind kind, ActionBody body) {
        return answers.reply(
                starter.start(tenant, plan, kind, access.requester(), body.acceptedPoints()),
                run -> answers.reply(ACCEPTED, "/v1/tenants/" + tenant + "/plan-runs/" + run.id(), RunBody.of(run)));
    }

    private static RunKind kind(String action, ActionBody body) {
        var failover = Boolean.TRUE.equals(body.force()) ? RunKind.FORCED_FAILOVER : RunKind.FAILOVER;
        return switch (action) {
            case "test" -> RunKind.TEST;
            case "planned-migration" -> RunKind.PLANNED_MIGRATION;
            case "failover" -> failover;
            case "reprotect" -> RunKind.REPROTECT;
            case "precheck" -> body.kind() == null ? failover : named(body.kind());
            default -> throw ProblemException.notFound("action", action);
        };
    }

    private static RunKind named(String kind) {
        for (var known : RunKind.values()) {
            if (known.name().equals(kind) && known != RunKind.CLEANUP) {
                return known;
            }
        }
        throw ProblemException.refused(
                422,
                "unknown-kind",
                "There is no kind of run '" + kind + "'.",
                "kind",
                "Use TEST, PLANNED_MIGRATION, FAILOVER, FORCED_FAILOVER or REPROTECT.");
    }

    /** What the caller says besides the action; all of it may be left out. */
    record ActionBody(
            @Nullable Boolean force,
            @Nullable AcceptDataLoss acceptDataLoss,
            @Nullable String kind) {
        Set<String> acceptedPoints() {
            var points = new HashSet<String>();
            if (acceptDataLoss != null) {
                if (acceptDataLoss.recoveryPoint() != null) {
                    points.add(acceptDataLoss.recoveryPoint());
                }
                if (acceptDataLoss.recoveryPoints() != null) {
                    points.addAll(acceptDataLoss.recoveryPoints());
                }
            }
            return points;
        }
    }

    /** Consent to a loss, by the name of the recovery point of one group or of several. */
    record AcceptDataLoss(
            @Nullable String recoveryPoint, @Nullable List<String> recoveryPoints) {}
}
