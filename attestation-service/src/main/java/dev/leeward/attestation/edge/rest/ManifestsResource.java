package dev.leeward.attestation.edge.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.leeward.attestation.app.Manifests;
import dev.leeward.attestation.app.SignedManifests;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.reference.ManifestId;
import dev.leeward.attestation.reference.ManifestSignature;
import dev.leeward.attestation.reference.ReferenceManifest;
import dev.leeward.messaging.rest.Page;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Media type of a JWS in compact form. */
    private static final String JOSE = "application/jose";

    private final Manifests manifests;
    private final SignedManifests signed;
    private final ObjectMapper json;
    private final Validator validator;

    ManifestsResource(Manifests manifests, SignedManifests signed, ObjectMapper json, Validator validator) {
        this.manifests = manifests;
        this.signed = signed;
        this.json = json;
        this.validator = validator;
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

    /** Every version of a manifest. */
    @GET
    @Path("/{id}/versions")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(
            operationId = "listReferenceManifestVersions",
            summary = "Every version of a manifest, the newest first; verdicts name the one that they rest on")
    @APIResponse(responseCode = "200", description = "The versions")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found")
    public List<ManifestView> versions(@PathParam("id") String id) {
        List<ManifestView> versions = parse(id).map(manifests::versions).orElse(List.of()).stream()
                .map(ManifestView::of)
                .toList();
        if (versions.isEmpty()) {
            throw unknown(id);
        }
        return versions;
    }

    /** Publishes a manifest without a signature. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(
            operationId = "publishReferenceManifest",
            summary = "Puts a manifest in force, unsigned, or signed by a reference provider (application/jose);"
                    + " every host that it may concern is appraised again from its kept evidence")
    @APIResponse(
            responseCode = "201",
            description = "In force from now on",
            content = @Content(schema = @Schema(implementation = ManifestView.class)))
    @APIResponse(responseCode = "200", description = "It was in force already")
    @APIResponse(responseCode = "409", description = "manifest-in-force")
    @APIResponse(
            responseCode = "422",
            description = "validation-failed, manifest-incomplete, manifest-unsigned, manifest-signature-invalid")
    public Response publish(@NotNull @Valid ManifestDocument document) {
        return publish(document, null);
    }

    /** Publishes a signed manifest. */
    @POST
    @Consumes(JOSE)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(hidden = true)
    public Response publishSigned(String jws) {
        return switch (signed.open(jws.strip())) {
            case SignedManifests.Outcome.Opened(var document, var signature) -> publish(read(document), signature);
            case SignedManifests.Outcome.Refused(var reason) ->
                throw ProblemException.refused(
                        422,
                        "manifest-signature-invalid",
                        reason,
                        null,
                        "Send a JWS in compact form over the manifest's JSON, signed with EdDSA or ES256 by a key of a"
                                + " reference provider, with the headers typ (" + SignedManifests.TYPE
                                + "), iss (the provider's id), kid and iat.");
        };
    }

    private Response publish(ManifestDocument document, @Nullable ManifestSignature signature) {
        return switch (manifests.publish(draft(document), signature)) {
            case Manifests.Outcome.Done(var manifest, var changed) ->
                changed
                        ? Response.created(URI.create("/v1/reference-manifests/" + document.id()))
                                .entity(ManifestView.of(manifest))
                                .build()
                        : Response.ok(ManifestView.of(manifest)).build();
            case Manifests.Outcome.AnotherIsInForce(var manifest) ->
                throw ProblemException.refused(
                        409,
                        "manifest-in-force",
                        "Version " + manifest.manifest().version() + " of " + document.id()
                                + " is in force and says something else.",
                        document.id(),
                        "Publish under a new id, roll out, then retire this one.");
            case Manifests.Outcome.Unsigned() ->
                throw ProblemException.refused(
                        422,
                        "manifest-unsigned",
                        "Manifest " + document.id() + " carries no signature, and manifests have to be signed here.",
                        document.id(),
                        "Have a reference provider sign it and send the JWS as " + JOSE + ".");
            case Manifests.Outcome.Unknown(), Manifests.Outcome.InUse _ -> throw unknown(document.id());
        };
    }

    /** Retires a manifest. */
    @POST
    @Path("/{id}/actions/retire")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SECURITY_OFFICER)
    @Operation(
            operationId = "retireReferenceManifest",
            summary = "Takes a manifest out of force that no host rests on, or with force=true whatever rests on it")
    @APIResponse(responseCode = "200", description = "Out of force, now or already")
    @APIResponse(responseCode = "404", description = "reference-manifest-not-found")
    @APIResponse(responseCode = "409", description = "manifest-in-use")
    public ManifestView retire(
            @PathParam("id") String id,
            @QueryParam("force") @DefaultValue("false") boolean force,
            @Valid @Nullable RetireRequest request) {
        ManifestId manifest = parse(id).orElseThrow(() -> unknown(id));
        String reason = request == null ? "Retired without a stated reason." : request.reason();
        return switch (manifests.retire(manifest, reason, force)) {
            case Manifests.Outcome.Done(var retired, var _) -> ManifestView.of(retired);
            case Manifests.Outcome.InUse(var _, var hosts) ->
                throw ProblemException.refused(
                        409,
                        "manifest-in-use",
                        "The verdicts of " + hosts + " hosts rest on " + id + "; they would lose their trust.",
                        id,
                        "See which in /v1/reference-manifests/" + id + "/usage, and upgrade them; or retire it with"
                                + " force=true, which is kept in the record.");
            case Manifests.Outcome.Unknown(), Manifests.Outcome.AnotherIsInForce _, Manifests.Outcome.Unsigned _ ->
                throw unknown(id);
        };
    }

    private ManifestDocument read(Bytes signedDocument) {
        ManifestDocument document;
        try {
            document = json.readValue(signedDocument.toArray(), ManifestDocument.class);
        } catch (IOException e) {
            throw ProblemException.refused(
                    422,
                    "manifest-signature-invalid",
                    "What was signed is no reference manifest: " + e.getMessage(),
                    null,
                    "Sign the same JSON that would be published without a signature.");
        }
        Set<ConstraintViolation<ManifestDocument>> violations = validator.validate(document);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return document;
    }

    private static ReferenceManifest draft(ManifestDocument document) {
        try {
            return document.toDraft();
        } catch (IllegalArgumentException e) {
            throw ProblemException.refused(
                    422,
                    "manifest-incomplete",
                    String.valueOf(e.getMessage()) + ".",
                    document.id(),
                    "List every measurement of every PCR of the part, and of no other, in the order of extension; name"
                            + " the hosts of a HOST_UNIQUE or ASSET_TAG manifest.");
        }
    }

    static Optional<ManifestId> parse(String id) {
        return ManifestId.isValid(id) ? Optional.of(new ManifestId(id)) : Optional.empty();
    }

    static ProblemException unknown(String id) {
        return ProblemException.notFound("reference manifest", id);
    }
}
