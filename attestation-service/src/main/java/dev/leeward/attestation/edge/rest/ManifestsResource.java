package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Manifests;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
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
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Reference manifests: what good firmware and good hypervisors measure. */
@Path("/v1/reference-manifests")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reference manifests")
public class ManifestsResource {

    private final Manifests manifests;

    ManifestsResource(Manifests manifests) {
        this.manifests = manifests;
    }

    /** Manifests by id, retired ones included. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "listReferenceManifests", summary = "Reference manifests, retired ones included")
    public Page<ManifestView> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        ManifestId after = request.after()
                .map(value -> parse(value).orElseThrow(PageRequest::invalidCursor))
                .orElse(null);
        return Page.of(
                        manifests.page(after, request.limit() + 1),
                        request,
                        row -> row.manifest().id().value())
                .map(ManifestView::of);
    }

    /** One manifest. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "getReferenceManifest", summary = "A reference manifest in its newest version")
    @APIResponse(responseCode = "200", description = "The manifest")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found")
    public ManifestView get(@PathParam("id") String id) {
        return parse(id).flatMap(manifests::find).map(ManifestView::of).orElseThrow(() -> unknown(id));
    }

    /** Publishes a manifest. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(
            operationId = "publishReferenceManifest",
            summary = "Puts a manifest in force; every host is appraised again from its kept evidence")
    @APIResponse(
            responseCode = "201",
            description = "In force from now on",
            content = @Content(schema = @Schema(implementation = ManifestView.class)))
    @APIResponse(responseCode = "200", description = "It was in force already")
    @APIResponse(responseCode = "409", description = "manifest-in-force")
    @APIResponse(responseCode = "422", description = "validation-failed, manifest-incomplete")
    public Response publish(@NotNull @Valid ManifestRequest request) {
        return switch (manifests.publish(draft(request))) {
            case Manifests.Outcome.Done(var manifest, var changed) ->
                changed
                        ? Response.created(URI.create("/v1/reference-manifests/" + request.id()))
                                .entity(ManifestView.of(manifest))
                                .build()
                        : Response.ok(ManifestView.of(manifest)).build();
            case Manifests.Outcome.AnotherIsInForce(var manifest) ->
                throw ProblemException.refused(
                        409,
                        "manifest-in-force",
                        "Version " + manifest.manifest().version() + " of " + request.id()
                                + " is in force and says something else.",
                        request.id(),
                        "Publish under a new id, roll out, then retire this one.");
            case Manifests.Outcome.Unknown() -> throw unknown(request.id());
        };
    }

    /** Retires a manifest. */
    @POST
    @Path("/{id}/actions/retire")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(
            operationId = "retireReferenceManifest",
            summary = "Takes a manifest out of force; every host is appraised again from its kept evidence")
    @APIResponse(responseCode = "200", description = "Out of force, now or already")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found")
    public ManifestView retire(@PathParam("id") String id, @Valid @Nullable RetireRequest request) {
        ManifestId manifest = parse(id).orElseThrow(() -> unknown(id));
        String reason = request == null ? "Retired without a stated reason." : request.reason();
        return switch (manifests.retire(manifest, reason)) {
            case Manifests.Outcome.Done(var retired, var _) -> ManifestView.of(retired);
            case Manifests.Outcome.Unknown(), Manifests.Outcome.AnotherIsInForce _ -> throw unknown(id);
        };
    }

    private static ReferenceManifest draft(ManifestRequest request) {
        try {
            return request.toDraft();
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(
                    422,
                    "manifest-incomplete",
                    String.valueOf(e.getMessage()) + ".",
                    request.id(),
                    "List every measurement of every PCR of the part, and of no other, in the order of extension.");
        }
    }

    private static Optional<ManifestId> parse(String id) {
        return ManifestId.isValid(id) ? Optional.of(new ManifestId(id)) : Optional.empty();
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("reference manifest", id);
    }
}
