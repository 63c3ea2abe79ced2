package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Replayable;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import dev.leeward.migration.app.EvacuationStore;
import dev.leeward.migration.app.EvacuationStore.Evacuation;
import dev.leeward.migration.app.Evacuations;
import dev.leeward.migration.evacuation.EvacuationId;
import dev.leeward.migration.evacuation.Scope;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.MigrationId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Evacuations of a host or a site; they touch every tenant, so only the provider's people may. */
@Path("/v1/evacuations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "evacuations")
public class EvacuationResource {
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Evacuations evacuations;
    private final EvacuationStore store;
    private final IdempotencyKeys keys;
    private final Callers callers;

    EvacuationResource(Evacuations evacuations, EvacuationStore store, IdempotencyKeys keys, Callers callers) {
        this.evacuations = evacuations;
        this.store = store;
        this.keys = keys;
        this.callers = callers;
    }

    /** What to empty: a site or a host. */
    public record EvacuationRequest(
            @Nullable @Size(max = 200) String site,
            @Nullable @Size(max = 200) String host,
            @NotBlank @Size(max = 1000) String reason) {}

    /** How far it has come. */
    public record EvacuationView(
            UUID id,
            @Nullable String site,
            @Nullable String host,
            String reason,
            String requestedBy,
            String state,
            int total,
            int succeeded,
            int blocked,
            int failed,
            List<UUID> migrations,
            Instant startedAt,
            @Nullable Instant finishedAt) {
        public EvacuationView {
            migrations = List.copyOf(migrations);
        }

        static EvacuationView of(Evacuation e) {
            return new EvacuationView(
                    e.id().value(),
                    e.scope() instanceof Scope.OfSite(var site) ? site.value() : null,
                    e.scope() instanceof Scope.OfHost(var host) ? host.value() : null,
                    e.reason(),
                    e.principal().id(),
                    e.tally().state().name(),
                    e.tally().total(),
                    e.tally().succeeded(),
                    e.tally().blocked(),
                    e.tally().failed(),
                    e.migrations().stream().map(MigrationId::value).toList(),
                    e.startedAt(),
                    e.finishedAt());
        }
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
    @Operation(
            summary = "Empties a host or a site",
            description =
                    "Each workload becomes a migration of its own, to a trusted host elsewhere, through the gate.")
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location says where to look",
            content = @Content(schema = @Schema(implementation = EvacuationView.class)))
    public Response start(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid EvacuationRequest body) {
        Replayable answer = keys.once(key, callers.scope("evacuations"), body, () -> begin(body));
        EvacuationView view = answer.as(EvacuationView.class);
        return Response.accepted(answer.json())
                .type(MediaType.APPLICATION_JSON)
                .location(URI.create("/v1/evacuations/" + view.id()))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private EvacuationView begin(EvacuationRequest body) {
        Scope scope = scope(body);
        EvacuationId id = evacuations
                .start(scope, body.reason(), callers.principal())
                .orElseThrow(() -> ProblemException.refused(
                        422,
                        scope instanceof Scope.OfSite ? "unknown-site" : "unknown-host",
                        "There is nothing of that name to evacuate.",
                        body.site() == null ? body.host() : body.site(),
                        "List the hosts and sites."));
        return EvacuationView.of(store.find(id).orElseThrow());
    }

    private static Scope scope(EvacuationRequest body) {
        String site = body.site();
        String host = body.host();
        if (site != null && host == null) {
            return new Scope.OfSite(Texts.id(site, "site", SiteId::new));
        }
        if (host != null && site == null) {
            return new Scope.OfHost(Texts.id(host, "host", HostId::new));
        }
        throw ProblemException.refused(
                422,
                "scope-ambiguous",
                "An evacuation empties one site or one host.",
                "site",
                "Name either site or host.");
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(summary = "Shows how far an evacuation has come")
    public EvacuationView get(@PathParam("id") String id) {
        if (callers.principal().tenant() != null) {
            throw ProblemException.notFound("evacuation", id);
        }
        return Texts.tryUuid(id)
                .flatMap(uuid -> store.find(new EvacuationId(uuid)))
                .map(EvacuationView::of)
                .orElseThrow(() -> ProblemException.notFound("evacuation", id));
    }
}
