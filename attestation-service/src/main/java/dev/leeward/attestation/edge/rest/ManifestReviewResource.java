package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Captures;
import dev.leeward.attestation.app.HostRecord;
import dev.leeward.attestation.app.ManifestRecord;
import dev.leeward.attestation.app.Manifests;
import dev.leeward.attestation.host.HostId;
import dev.leeward.attestation.reference.ManifestDiff;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What one wants to know before a manifest is published or retired. Nothing here changes anything. */
@Path("/v1/reference-manifests")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reference manifests")
public class ManifestReviewResource {

    private static final String HOST = "host:";

    private final Manifests manifests;
    private final Captures captures;

    ManifestReviewResource(Manifests manifests, Captures captures) {
        this.manifests = manifests;
        this.captures = captures;
    }

    /** Who would lose trust. */
    @GET
    @Path("/{id}/usage")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "getReferenceManifestUsage",
            summary = "Hosts whose last result rests on the manifest; none is left when it can be retired")
    @APIResponse(responseCode = "200", description = "How many, and a page of them")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found")
    public UsageView usage(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        HostId after = request.after().map(HostsResource::position).orElse(null);
        ManifestRecord manifest = find(id);
        Instant now = captures.now();
        List<HostRecord> rows = manifests.restingOn(manifest, after, request.limit() + 1);
        return UsageView.of(
                id,
                manifest.inForce(),
                manifests.countRestingOn(manifest),
                Page.of(rows, request, host -> host.id().value()).map(host -> UsageView.Host.of(host, now)));
    }

    /** What is different. */
    @GET
    @Path("/{id}/diff")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "diffReferenceManifest",
            summary = "How another manifest (against=its id) or a host's newest evidence (against=host: and its id)"
                    + " differs from the manifest")
    @APIResponse(responseCode = "200", description = "The differences in words and structure")
    @APIResponse(responseCode = "400", description = "against-missing")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found, unknown-host")
    @APIResponse(responseCode = "409", description = "no-evidence, pcrs-not-quoted")
    public DiffView diff(@PathParam("id") String id, @QueryParam("against") @Nullable String against) {
        ReferenceManifest manifest = find(id).manifest();
        if (against == null || against.isBlank()) {
            throw ProblemException.badRequest(
                    "against-missing",
                    "The request does not say what to compare with.",
                    "against",
                    "Use against= with the id of a manifest, or with host: and the id of a host.");
        }
        ManifestDiff diff = against.startsWith(HOST)
                ? measured(manifest, against.substring(HOST.length()))
                : ManifestDiff.between(
                        manifest.values(), find(against).manifest().values());
        return DiffView.of(id, against, diff);
    }

    private ManifestDiff measured(ReferenceManifest manifest, String host) {
        Captures.Measured measured = captures.measured(Input.host(host)).orElseThrow(() -> noEvidence(host));
        if (!measured.quoted().cover(manifest.pcrs())) {
            throw ProblemException.refused(
                    409,
                    "pcrs-not-quoted",
                    "The newest evidence of host " + host + " does not have all of " + manifest.pcrs() + ".",
                    host,
                    "Name the host in a manifest that speaks of these PCRs, or set leeward.attestation.extra-pcrs;"
                            + " then attest again.");
        }
        return ManifestDiff.between(manifest.values(), measured.into(manifest.pcrs()));
    }

    /** Makes drafts from a good host. */
    @POST
    @Path("/captures")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(
            operationId = "captureReferenceManifests",
            summary = "Drafts of manifests, read from a host's newest evidence; none is put in force")
    @APIResponse(responseCode = "200", description = "The drafts, to be reviewed, signed and published")
    @APIResponse(responseCode = "404", description = "unknown-host")
    @APIResponse(responseCode = "409", description = "no-evidence")
    @APIResponse(responseCode = "422", description = "validation-failed, manifest-incomplete")
    public CaptureView capture(@NotNull @Valid CaptureRequest request) {
        Captures.Measured measured =
                captures.measured(Input.host(request.host())).orElseThrow(() -> noEvidence(request.host()));
        return CaptureView.of(
                measured,
                captures.now(),
                request.wishes().stream()
                        .map(wish -> ManifestDocument.of(draft(measured, wish)))
                        .toList());
    }

    private static ReferenceManifest draft(Captures.Measured measured, Captures.Wish wish) {
        try {
            return measured.draft(wish);
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(
                    422,
                    "manifest-incomplete",
                    "The host did not measure what such a manifest needs: " + e.getMessage() + ".",
                    wish.id().value(),
                    "Capture from a host that measures the part, and that was asked for its PCRs:"
                            + " leeward.attestation.extra-pcrs asks every host for more.");
        }
    }

    private ManifestRecord find(String id) {
        return ManifestsResource.parse(id).flatMap(manifests::find).orElseThrow(() -> ManifestsResource.unknown(id));
    }

    private ProblemException noEvidence(String host) {
        return captures.isKnown(new HostId(host))
                ? ProblemException.refused(
                        409, "no-evidence", "No evidence of host " + host + " is kept.", host, "Attest the host first.")
                : Input.unknownHost(host);
    }
}
