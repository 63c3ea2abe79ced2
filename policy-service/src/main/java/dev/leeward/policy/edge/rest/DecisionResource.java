package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.ENFORCEMENT_POINT;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;
import static dev.leeward.messaging.rest.Roles.TENANT_OPERATOR;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.DecisionDesk;
import dev.leeward.policy.app.DecisionLog;
import dev.leeward.policy.app.DecisionPoint.Asked;
import dev.leeward.policy.app.DecisionPoint.Question;
import dev.leeward.policy.app.RecordedDecision;
import dev.leeward.policy.placement.PlacementRequest;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.Effect;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decisions: asking for one, and reading those that were made. */
@Path("/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Decisions")
public class DecisionResource {
    private final DecisionDesk desk;
    private final DecisionLog log;
    private final Questions questions;
    private final Caller caller;

    DecisionResource(DecisionDesk desk, DecisionLog log, Questions questions, Caller caller) {
        this.desk = desk;
        this.log = log;
        this.questions = questions;
        this.caller = caller;
    }

    /** Asks. Every decision is an answer with status 200; anything but ALLOW blocks. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, TENANT_OPERATOR, ENFORCEMENT_POINT})
    @Operation(
            operationId = "decide",
            summary = "May this principal put this workload onto this host?",
            description = "The same requestId with the same body gets the same decision; with another body, 422.")
    public Uni<DecisionAnswer> decide(@NotNull @Valid DecisionQuestion question) {
        PlacementRequest request = questions.request(question);
        return Uni.createFrom()
                .completionStage(desk.ask(new Question(request, caller.id(), questions.digest(question))))
                .map(DecisionResource::answer);
    }

    private static DecisionAnswer answer(Asked asked) {
        return switch (asked) {
            case Asked.Answered(RecordedDecision decision) -> DecisionAnswer.of(decision);
            case Asked.RequestIdReused(String requestId) ->
                throw ProblemException.refused(
                        422,
                        "request-id-reused",
                        "Request id %s was used for another request.".formatted(requestId),
                        requestId,
                        "Use a new requestId for each question, and the old one only to repeat it.");
        };
    }

    /** Lists, the newest first. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "listDecisions", summary = "Decisions, the newest first")
    public Page<DecisionAnswer> list(
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("effect") @Nullable String effect,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<RecordedDecision> rows = log.list(new DecisionLog.Query(
                caller.tenant().orElse(null),
                workload == null ? null : Cursors.workload(workload),
                effect == null ? null : effect(effect),
                page.after().map(Cursors::id).orElse(null),
                page.limit() + 1));
        return Page.of(rows, page, row -> row.id().toString()).map(DecisionAnswer::of);
    }

    /** Reads one. */
    @GET
    @Path("{id}")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR, ENFORCEMENT_POINT})
    @Operation(operationId = "getDecision", summary = "A decision")
    public DecisionAnswer get(@PathParam("id") String id) {
        return Cursors.uuid(id)
                .flatMap(log::find)
                .filter(recorded -> sees(recorded.tenant()))
                .map(DecisionAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("decision", id));
    }

    private boolean sees(@Nullable TenantId tenant) {
        return caller.sees(tenant == null ? null : tenant.value());
    }

    private static Effect effect(String name) {
        return Arrays.stream(Effect.values())
                .filter(effect -> effect.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "unknown-effect",
                        "There is no effect '%s'.".formatted(name),
                        "effect",
                        "Known effects are ALLOW, DENY, PENDING_APPROVAL, INDETERMINATE."));
    }
}
