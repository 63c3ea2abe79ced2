package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Replayable;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import dev.leeward.migration.app.MigrationReports;
import dev.leeward.migration.app.MigrationReports.MigrationFilter;
import dev.leeward.migration.app.MigrationReports.MigrationReport;
import dev.leeward.migration.app.MigrationRequests;
import dev.leeward.migration.app.MigrationRequests.Answer;
import dev.leeward.migration.app.MigrationRequests.Ask;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Decision;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Migrations. */
@Path("/v1/migrations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "migrations")
public class MigrationResource {
    private static final int RETRY_AFTER_SECONDS = 1;

    private final MigrationRequests requests;
    private final MigrationReports reports;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final Caller caller;

    MigrationResource(
            MigrationRequests requests,
            MigrationReports reports,
            IdempotencyKeys keys,
            Callers callers,
            Caller caller) {
        this.requests = requests;
        this.reports = reports;
        this.keys = keys;
        this.callers = callers;
        this.caller = caller;
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    @Operation(
            summary = "Moves a workload",
            description = "Accepted at once; the gate decides, and the state tells. Needs an Idempotency-Key. Where no "
                    + "host is named, a trusted one with room is chosen.")
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location says where to look",
            content = @Content(schema = @Schema(implementation = MigrationView.class)))
    public Response request(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid MigrationRequest body) {
        Replayable answer = keys.once(key, callers.scope("migrations"), body, () -> view(accept(body)));
        MigrationView view = answer.as(MigrationView.class);
        return Response.accepted(answer.json())
                .type(MediaType.APPLICATION_JSON)
                .location(URI.create("/v1/migrations/" + view.id()))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private MigrationReport accept(MigrationRequest body) {
        Kind kind = body.kind() == null ? Kind.LIVE : body.kind();
        if (kind == Kind.RECOVERY) {
            throw ProblemException.refused(
                    422,
                    "recovery-needs-a-plan",
                    "A recovery is run by the orchestrator, which proves that the source is fenced.",
                    "kind",
                    "Run a recovery plan, or ask for LIVE or COLD.");
        }
        WorkloadId workload = Texts.id(body.workload(), "workload", WorkloadId::new);
        Ask ask = new Ask(
                workload,
                body.destinationHost() == null ? null : Texts.id(body.destinationHost(), "host", HostId::new),
                body.destinationSite() == null ? null : Texts.id(body.destinationSite(), "site", SiteId::new),
                kind,
                callers.principal());
        MigrationId id = accepted(requests.request(ask), workload);
        return reports.migration(id.value(), null).orElseThrow();
    }

    private static MigrationId accepted(Answer answer, WorkloadId workload) {
        return switch (answer) {
            case Answer.Accepted(var id) -> id;
            case Answer.UnknownWorkload _ -> throw ProblemException.notFound("workload", workload.value());
            case Answer.UnknownHost(var host) ->
                throw ProblemException.refused(
                        422, "unknown-host", "There is no host " + host + ".", host.value(), "List the hosts.");
            case Answer.UnknownSite(var site) ->
                throw ProblemException.refused(
                        422, "unknown-site", "There is no site " + site + ".", site.value(), "List the sites.");
            case Answer.SiteMismatch(var named, var site) ->
                throw ProblemException.refused(
                        422,
                        "site-mismatch",
                        "Host " + named + " is not at site " + site + ".",
                        named.host().value(),
                        "Name the host or the site, not both.");
            case Answer.SameHost(var host) ->
                throw ProblemException.refused(
                        422,
                        "same-host",
                        "Workload " + workload + " runs on host " + host + " already.",
                        host.value(),
                        "Name another host, or none.");
            case Answer.NotRunning _ ->
                throw ProblemException.refused(
                        422,
                        "not-running",
                        "Workload " + workload + " does not run, so it cannot move live.",
                        workload.value(),
                        "Ask for a cold migration.");
            case Answer.Busy(var running) ->
                throw ProblemException.refused(
                        409,
                        "migration-in-progress",
                        "Workload " + workload + " has migration " + running + " under way.",
                        running.toString(),
                        "Wait for it, or cancel it.");
        };
    }

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    @Operation(summary = "Lists migrations, newest first")
    public Page<MigrationView> list(
            @QueryParam("workload") @Nullable String workload,
            @QueryParam("state") @Nullable String state,
            @QueryParam("evacuation") @Nullable String evacuation,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        MigrationFilter filter = new MigrationFilter(
                caller.tenant().orElse(null),
                workload,
                state == null ? null : Texts.phase(state),
                evacuation == null ? null : Texts.uuid(evacuation, "evacuation"));
        UUID after = page.after()
                .map(text -> Texts.tryUuid(text).orElseThrow(PageRequest::invalidCursor))
                .orElse(null);
        return Page.of(
                        reports.migrations(filter, page.limit() + 1, after),
                        page,
                        report -> report.id().toString())
                .map(MigrationView::of);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    @Operation(summary = "Shows a migration")
    public MigrationView get(@PathParam("id") String id) {
        return view(find(id));
    }

    @POST
    @Path("/{id}/actions/cancel")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.TENANT_OPERATOR})
    @Operation(
            summary = "Cancels a migration",
            description = "Possible until switch-over. A request, not a result: the state tells when it is done.")
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location says where to look",
            content = @Content(schema = @Schema(implementation = MigrationView.class)))
    public Response cancel(@PathParam("id") String id) {
        MigrationReport report = find(id);
        Decision decision = requests.cancel(new MigrationId(report.id()), callers.principal())
                .orElseThrow(() -> ProblemException.notFound("migration", id));
        if (decision instanceof Decision.Refused(var why, var detail)) {
            throw ProblemException.refused(409, Texts.kebab(why), detail + ".", id, "Look at the migration's state.");
        }
        return Response.accepted(view(find(id)))
                .location(URI.create("/v1/migrations/" + report.id()))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private MigrationReport find(String id) {
        return Texts.tryUuid(id)
                .flatMap(uuid -> reports.migration(uuid, caller.tenant().orElse(null)))
                .orElseThrow(() -> ProblemException.notFound("migration", id));
    }

    private static MigrationView view(MigrationReport report) {
        return MigrationView.of(report);
    }
}
