package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.Jose;
import dev.leeward.attestation.app.ReferenceProviders;
import dev.leeward.attestation.reference.ProviderId;
import dev.leeward.attestation.reference.ReferenceProvider;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reference providers: whose signatures over reference manifests count. */
@Path("/v1/reference-providers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reference manifests")
public class ProvidersResource {

    private final ReferenceProviders providers;
    private final Jose jose;

    ProvidersResource(ReferenceProviders providers, Jose jose) {
        this.providers = providers;
        this.jose = jose;
    }

    /** All of them. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "listReferenceProviders", summary = "Whose signatures over reference manifests count")
    public List<ProviderView> list() {
        return providers.all().stream().map(ProviderView::of).toList();
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "getReferenceProvider", summary = "A reference provider with its public keys")
    @APIResponse(responseCode = "200", description = "The provider")
    @APIResponse(responseCode = "404", description = "reference-provider-not-found")
    public ProviderView get(@PathParam("id") String id) {
        return parse(id).flatMap(providers::find).map(ProviderView::of).orElseThrow(() -> unknown(id));
    }

    /** Adds one, or changes its keys. */
    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            operationId = "putReferenceProvider",
            summary = "Lets a provider's keys count from now on, and no others of it; manifests in force stay so")
    @APIResponse(
            responseCode = "201",
            description = "Added",
            content = @Content(schema = @Schema(implementation = ProviderView.class)))
    @APIResponse(responseCode = "200", description = "Changed")
    @APIResponse(responseCode = "422", description = "validation-failed, provider-id-invalid, provider-key-unusable")
    public Response put(@PathParam("id") String id, @NotNull @Valid ProviderRequest request) {
        ProviderId providerId = parse(id)
                .orElseThrow(() -> ProblemException.refused(
                        422,
                        "provider-id-invalid",
                        "The id \"" + id + "\" of a reference provider is not valid.",
                        id,
                        "Use lower-case letters, digits, dots and dashes, 63 characters at most."));
        ReferenceProvider provider = new ReferenceProvider(providerId, request.name(), keys(id, request));
        ProviderView view = ProviderView.of(provider);
        return providers.put(provider)
                ? Response.created(URI.create("/v1/reference-providers/" + id))
                        .entity(view)
                        .build()
                : Response.ok(view).build();
    }

    private SortedMap<String, String> keys(String id, ProviderRequest request) {
        SortedMap<String, String> keys = new TreeMap<>();
        for (Map<String, Object> jwk : request.keys()) {
            try {
                String key = jose.publicKey(jwk);
                if (keys.put(String.valueOf(jwk.get("kid")), key) != null) {
                    throw unusable(id, "The kid " + jwk.get("kid") + " is given twice.");
                }
            } catch (Jose.Malformed e) {
                throw unusable(id, String.valueOf(e.getMessage()));
            }
        }
        return keys;
    }

    private static ProblemException unusable(String id, String reason) {
        return ProblemException.refused(
                422,
                "provider-key-unusable",
                reason,
                id,
                "Send each public key as a JWK with a kid of its own: Ed25519 (kty OKP) or P-256 (kty EC).");
    }

    /** Removes one. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            operationId = "removeReferenceProvider",
            summary = "Lets a provider's signatures count no longer; not while manifests in force are signed by it")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "404", description = "reference-provider-not-found")
    @APIResponse(responseCode = "409", description = "reference-provider-in-use")
    public Response remove(@PathParam("id") String id) {
        ProviderId provider = parse(id).orElseThrow(() -> unknown(id));
        return switch (providers.remove(provider)) {
            case ReferenceProviders.Removal.Removed() -> Response.noContent().build();
            case ReferenceProviders.Removal.Unknown() -> throw unknown(id);
            case ReferenceProviders.Removal.InUse(var manifests) ->
                throw ProblemException.refused(
                        409,
                        "reference-provider-in-use",
                        "Manifests in force that " + id + " signed: " + manifests + ".",
                        id,
                        "Retire them first; or change the provider's keys, so that nothing more can be signed with the"
                                + " old ones.");
        };
    }

    private static Optional<ProviderId> parse(String id) {
        return ProviderId.isValid(id) ? Optional.of(new ProviderId(id)) : Optional.empty();
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("reference provider", id);
    }
}
