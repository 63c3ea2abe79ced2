package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.Answer;
import dev.leeward.dr.app.Run;
import dev.leeward.dr.app.RunControl;
import dev.leeward.dr.app.RunStarter;
import dev.leeward.dr.edge.rest.RunBodies.RunBody;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be done with a run that exists. */
@Path("/v1/tenants/{tenant}/plan-runs/{id}")
class RunActionsResource {
    private static final int ACCEPTED = 202;

    private final RunControl control;
    private final RunStarter starter;
    private final IdempotencyKeys keys;
    private final Answers answers;
    private final Access access;

    RunActionsResource(RunControl control, RunStarter starter, IdempotencyKeys keys, Answers answers, Access access) {
        this.control = control;
        this.starter = starter;
        this.keys = keys;
        this.answers = answers;
        this.access = access;
    }

    /** pause, resume, cancel, retry, commit, rollback or cleanup. */
    @POST
    @Path("actions/{action}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response act(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @PathParam("action") String action,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        var tenant = access.tenant(tenantId);
        var run = Access.id("plan run", id, RunId::new);
        var by = access.requester();
        Supplier<Answer<Run>> command = switch (action) {
            case "pause" -> () -> control.pause(tenant, run, by);
            case "resume" -> () -> control.resume(tenant, run, by);
            case "cancel" -> () -> control.cancel(tenant, run, by);
            case "retry" -> () -> control.retry(tenant, run, by);
            case "commit" -> () -> control.commit(tenant, run, by);
            case "rollback" -> () -> control.rollBack(tenant, run, by);
            case "cleanup" -> () -> starter.cleanUp(tenant, run, by);
            default -> throw ProblemException.notFound("action", action);
        };
        return carryOut(tenant, run, action, key, "", command);
    }

    /** The answer to a prompt; the prompt's id is that of its step, {@code prompt/1}. */
    @POST
    @Path("prompts/{prompt: .+}/answer")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    public Response answer(
            @PathParam("tenant") String tenantId,
            @PathParam("id") String id,
            @PathParam("prompt") String prompt,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Valid @NotNull PromptAnswer body) {
        var tenant = access.tenant(tenantId);
        var run = Access.id("plan run", id, RunId::new);
        var by = access.requester();
        return carryOut(
                tenant,
                run,
                "prompts/" + prompt,
                key,
                body.answer(),
                () -> control.answer(tenant, run, prompt, body.answer(), by));
    }

    private Response carryOut(
            TenantId tenant,
            RunId run,
            String action,
            @Nullable String key,
            String body,
            Supplier<Answer<Run>> command) {
        return keys.once(
                        key,
                        tenant + "/plan-runs/" + run + "/" + action,
                        body,
                        () -> answers.reply(
                                command.get(),
                                next -> answers.reply(
                                        ACCEPTED,
                                        "/v1/tenants/" + tenant + "/plan-runs/" + next.id(),
                                        RunBody.of(next))))
                .as(Reply.class)
                .toResponse();
    }

    /** What a person says to a prompt. */
    record PromptAnswer(@NotBlank @Size(max = 1_000) String answer) {}
}
