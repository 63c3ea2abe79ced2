package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.BulkKind;
import dev.leeward.attestation.app.BulkOperation;
import dev.leeward.attestation.app.BulkOperations;
import dev.leeward.attestation.app.BulkTarget;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Replayable;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** One command to many hosts, with its progress. Hosts belong to the provider: whoever is bound to a tenant sees none. */
@Path("/v1/bulk-operations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bulk operations")
public class BulkOperationsResource {

    private static final int FIRST = 20;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final BulkOperations operations;
    private final IdempotencyKeys keys;
    private final Caller caller;

    BulkOperationsResource(BulkOperations operations, IdempotencyKeys keys, Caller caller) {
        this.operations = operations;
        this.keys = keys;
        this.caller = caller;
    }

    /** Begins one, or says which hosts it would be about. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER})
    @Operation(
            operationId = "beginBulkOperation",
            summary = "Does one thing to every selected host, some at a time; with dryRun=true only says to which."
                    + " Withdrawing enrolments needs the role admin")
    @APIResponse(
            responseCode = "202",
            description = "Accepted, now or before with the same Idempotency-Key; Location says where to look",
            content = @Content(schema = @Schema(implementation = BulkOperationView.class)))
    @APIResponse(
            responseCode = "200",
            description = "With dryRun=true: which hosts it would be about",
            content = @Content(schema = @Schema(implementation = BulkPreviewView.class)))
    @APIResponse(responseCode = "400", description = "idempotency-key-missing, idempotency-key-malformed")
    @APIResponse(responseCode = "403", description = "administrator-required, provider-required")
    @APIResponse(responseCode = "409", description = "idempotency-key-in-flight")
    @APIResponse(
            responseCode = "422",
            description = "validation-failed, selection-empty, unknown-host, nothing-selected, idempotency-key-reused")
    public Response begin(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
            @NotNull @Valid BulkOperationBody body) {
        requireProvider();
        requireMay(body.kind());
        if (dryRun) {
            return Response.ok(preview(body)).build();
        }
        Replayable answer = keys.once(key, "bulk-operations/" + caller.id(), body, () -> accept(body));
        UUID id = answer.as(BulkOperationView.class).id();
        return Response.accepted(answer.json())
                .type(MediaType.APPLICATION_JSON)
                .location(URI.create("/v1/bulk-operations/" + id))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private BulkPreviewView preview(BulkOperationBody body) {
        return switch (operations.preview(body.toSelection(), FIRST)) {
            case BulkOperations.Preview.Selected(var total, var first) ->
                new BulkPreviewView(total, first.stream().map(HostId::value).toList());
            case BulkOperations.Preview.UnknownHosts(var hosts) -> throw unknown(hosts);
        };
    }

    private BulkOperationView accept(BulkOperationBody body) {
        return switch (operations.accept(body.kind(), body.toSelection(), body.reason())) {
            case BulkOperations.Outcome.Accepted(var operation) -> BulkOperationView.of(operation);
            case BulkOperations.Outcome.UnknownHosts(var hosts) -> throw unknown(hosts);
            case BulkOperations.Outcome.NothingSelected() ->
                throw ProblemException.refused(
                        422,
                        "nothing-selected",
                        "No host of the inventory is selected.",
                        "selection",
                        "Look with dryRun=true at what a selection means before it is used.");
        };
    }

    /** Operations. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "listBulkOperations", summary = "Bulk operations, the newest first")
    public Page<BulkOperationView> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        UUID before = request.after().map(Input::position).orElse(null);
        if (!caller.sees(null)) {
            return new Page<>(List.of(), null);
        }
        return Page.of(
                        operations.page(before, request.limit() + 1),
                        request,
                        row -> row.id().toString())
                .map(BulkOperationView::of);
    }

    /** One operation. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "getBulkOperation", summary = "A bulk operation and how far it is")
    @APIResponse(responseCode = "200", description = "The operation")
    @APIResponse(responseCode = "404", description = "bulk-operation-not-found")
    public BulkOperationView get(@PathParam("id") UUID id) {
        return operations
                .find(id)
                .filter(_ -> caller.sees(null))
                .map(BulkOperationView::of)
                .orElseThrow(() -> unknown(id));
    }

    /** What became of each host. */
    @GET
    @Path("/{id}/hosts")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "listBulkOperationHosts",
            summary = "Hosts of a bulk operation by id, with an outcome (LEFT, DONE, FAILED) where one is given")
    @APIResponse(responseCode = "200", description = "A page of them, each with the reason where it failed")
    @APIResponse(responseCode = "404", description = "bulk-operation-not-found")
    public Page<BulkTargetView> hosts(
            @PathParam("id") UUID id,
            @QueryParam("outcome") @Nullable String outcome,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        HostId after = request.after().map(HostsResource::position).orElse(null);
        BulkTarget.Outcome wanted = outcome == null ? null : outcome(outcome);
        get(id);
        return Page.of(
                        operations.targets(id, wanted, after, request.limit() + 1),
                        request,
                        row -> row.host().value())
                .map(BulkTargetView::of);
    }

    /** Cancels one. */
    @POST
    @Path("/{id}/actions/cancel")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER})
    @Operation(
            operationId = "cancelBulkOperation",
            summary = "Leaves the hosts that are left as they are; what was done stays done")
    @APIResponse(responseCode = "200", description = "Cancelled, now or before")
    @APIResponse(responseCode = "403", description = "administrator-required, provider-required")
    @APIResponse(responseCode = "404", description = "bulk-operation-not-found")
    @APIResponse(responseCode = "409", description = "bulk-operation-ended")
    public BulkOperationView cancel(@PathParam("id") UUID id) {
        requireProvider();
        operations.find(id).map(BulkOperation::kind).ifPresent(this::requireMay);
        return switch (operations.cancel(id, caller.id())) {
            case BulkOperations.Cancellation.Done(var operation) -> BulkOperationView.of(operation);
            case BulkOperations.Cancellation.Ended(var operation) ->
                throw ProblemException.refused(
                        409,
                        "bulk-operation-ended",
                        "The operation ended at " + operation.endedAt() + ".",
                        id.toString(),
                        "Nothing is left to cancel; begin another operation where something has to be put right.");
            case BulkOperations.Cancellation.Unknown() -> throw unknown(id);
        };
    }

    /** Whoever may begin a kind may cancel it, and nobody else. */
    private void requireMay(BulkKind kind) {
        if (kind == BulkKind.WITHDRAW_ENROLMENT && !caller.has(Roles.ADMIN)) {
            throw ProblemException.refused(
                    403,
                    "administrator-required",
                    caller.id() + " may neither withdraw enrolments nor cancel that.",
                    kind.name(),
                    "Have somebody with the role admin do it.");
        }
    }

    private void requireProvider() {
        if (!caller.sees(null)) {
            throw ProblemException.refused(
                    403,
                    "provider-required",
                    "Hosts belong to the provider, and " + caller.id() + " is bound to a tenant.",
                    caller.id(),
                    "Ask the provider.");
        }
    }

    private static BulkTarget.Outcome outcome(String value) {
        return Arrays.stream(BulkTarget.Outcome.values())
                .filter(outcome -> outcome.name().equals(value))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-outcome",
                        "There is no outcome " + value + ".",
                        "outcome",
                        "Use one of " + Arrays.toString(BulkTarget.Outcome.values()) + "."));
    }

    private static ProblemException unknown(List<HostId> hosts) {
        String named = hosts.stream().limit(FIRST).map(HostId::value).collect(Collectors.joining(", "));
        return ProblemException.refused(
                422,
                "unknown-host",
                hosts.size() + " of the named hosts are not in the inventory: " + named + ".",
                "selection.hosts",
                "Leave them out; GET /v1/hosts lists the inventory.");
    }

    private static ProblemException unknown(UUID id) {
        return ProblemException.notFound("bulk operation", id.toString());
    }
}
