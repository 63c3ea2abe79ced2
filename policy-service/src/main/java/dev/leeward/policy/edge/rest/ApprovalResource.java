package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;
import static dev.leeward.messaging.rest.Roles.TENANT_OPERATOR;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.ApprovalStore;
import dev.leeward.policy.app.Approvals;
import dev.leeward.policy.approval.Approval;
import dev.leeward.policy.approval.Approval.Answer;
import dev.leeward.policy.approval.Approval.Refusal;
import dev.leeward.policy.placement.TenantId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The two-person rule: requests for approval and their answers. */
@Path("/v1/approvals")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Approvals")
public class ApprovalResource {
    private final Approvals approvals;
    private final ApprovalStore store;
    private final Questions questions;
    private final Caller caller;
    private final Clock clock;

    ApprovalResource(Approvals approvals, ApprovalStore store, Questions questions, Caller caller, Clock clock) {
        this.approvals = approvals;
        this.store = store;
        this.questions = questions;
        this.caller = caller;
        this.clock = clock;
    }

    /** Lists, the newest first. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "listApprovals", summary = "Requests for approval, the newest first")
    @APIResponse(responseCode = "400", description = "unknown-state, invalid-workload")
    public Page<ApprovalAnswer> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        return Page.of(
                        store.list(new ApprovalStore.Query(
                                caller.tenant().orElse(null),
                                Cursors.named(Approval.State.class, state),
                                clock.instant(),
                                workload == null ? null : Cursors.workload(workload),
                                page.after().map(Cursors::id).orElse(null),
                                page.limit() + 1)),
                        page,
                        row -> row.request().id().toString())
                .map(this::shown);
    }

    /** Reads one. */
    @GET
    @Path("{id}")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "getApproval", summary = "A request for approval")
    public ApprovalAnswer get(@PathParam("id") String id) {
        return Cursors.uuid(id)
                .flatMap(store::find)
                .filter(approval -> sees(approval.request().tenant()))
                .map(this::shown)
                .orElseThrow(() -> ProblemException.notFound("approval", id));
    }

    private ApprovalAnswer shown(Approval approval) {
        return ApprovalAnswer.of(approval, clock.instant());
    }

    /** Agrees: whoever asked may ask for the same change again, with a new request id, and is then let through. */
    @POST
    @Path("{id}/actions/approve")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER})
    @Operation(operationId = "approve", summary = "Agree as a second person; a migration that waits for it goes on")
    @APIResponse(responseCode = "403", description = "self-approval")
    @APIResponse(responseCode = "404", description = "approval-not-found")
    @APIResponse(responseCode = "409", description = "approval-expired, approval-already-answered")
    public ApprovalAnswer approve(
            @PathParam("id") String id, @QueryParam("comment") @Size(max = 500) @Nullable String comment) {
        return answer(id, true, comment);
    }

    /** Refuses. */
    @POST
    @Path("{id}/actions/reject")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER})
    @Operation(
            operationId = "reject",
            summary = "Refuse as a second person; a migration that waits for it ends blocked")
    @APIResponse(responseCode = "403", description = "self-approval")
    @APIResponse(responseCode = "404", description = "approval-not-found")
    @APIResponse(responseCode = "409", description = "approval-expired, approval-already-answered")
    public ApprovalAnswer reject(
            @PathParam("id") String id, @QueryParam("comment") @Size(max = 500) @Nullable String comment) {
        return answer(id, false, comment);
    }

    private ApprovalAnswer answer(String id, boolean granted, @Nullable String comment) {
        Answer answer = Cursors.uuid(id)
                .flatMap(uuid ->
                        approvals.answer(uuid, granted, questions.caller(), comment == null ? "" : comment.strip()))
                .orElseThrow(() -> ProblemException.notFound("approval", id));
        return switch (answer) {
            case Answer.Accepted(Approval approval) -> shown(approval);
            case Answer.Refused(Refusal refusal) -> throw refused(refusal, id);
        };
    }

    private static ProblemException refused(Refusal refusal, String id) {
        return switch (refusal) {
            case SELF_APPROVAL ->
                ProblemException.refused(
                        403,
                        "self-approval",
                        "Nobody approves what they asked for themselves.",
                        id,
                        "Ask a second person with role admin, security-officer or operator.");
            case ROLE_MISSING ->
                ProblemException.refused(
                        403,
                        "role-missing",
                        "Your role does not approve requests.",
                        id,
                        "Ask a person with role admin, security-officer or operator.");
            case EXPIRED ->
                ProblemException.refused(
                        409, "approval-expired", "The request lapsed.", id, "Ask for the decision again.");
            case ALREADY_ANSWERED ->
                ProblemException.refused(
                        409,
                        "approval-already-answered",
                        "The request was answered before.",
                        id,
                        "Read it to see who answered; ask for the decision again if it must be answered anew.");
        };
    }

    private boolean sees(@Nullable TenantId tenant) {
        return caller.sees(tenant == null ? null : tenant.value());
    }
}
