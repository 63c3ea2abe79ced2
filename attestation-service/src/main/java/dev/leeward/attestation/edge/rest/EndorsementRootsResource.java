package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.EndorsementRoots;
import dev.leeward.attestation.enrolment.EndorsementRoot;
import dev.leeward.messaging.rest.Caller;
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
import jakarta.ws.rs.PUT;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Endorsement roots: whose word counts that a TPM is one. Whoever is bound to a tenant manages that tenant's own, which
 * endorse the hosts that the inventory labels as dedicated to it.
 */
@Path("/v1/endorsement-roots")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Endorsement roots")
public class EndorsementRootsResource {

    private static final Logger LOG = Logger.getLogger(EndorsementRootsResource.class);

    private final EndorsementRoots roots;
    private final Caller caller;

    EndorsementRootsResource(EndorsementRoots roots, Caller caller) {
        this.roots = roots;
        this.caller = caller;
    }

    /** Roots in the order in which they were added. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "listEndorsementRoots", summary = "Endorsement roots, retired ones included")
    public Page<EndorsementRootView> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest request = PageRequest.of(limit, cursor);
        UUID after = request.after().map(Input::position).orElse(null);
        return Page.of(
                        roots.page(caller.tenant().orElse(null), after, request.limit() + 1),
                        request,
                        root -> root.id().toString())
                .map(EndorsementRootView::of);
    }

    /** One root. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR})
    @Operation(operationId = "getEndorsementRoot", summary = "An endorsement root")
    @APIResponse(responseCode = "200", description = "The root")
    @APIResponse(responseCode = "404", description = "endorsement-root-not-found")
    public EndorsementRootView get(@PathParam("id") UUID id) {
        return roots.find(id).filter(this::visible).map(EndorsementRootView::of).orElseThrow(() -> unknown(id));
    }

    /** Adds a root. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            operationId = "addEndorsementRoot",
            summary = "Trusts an authority to endorse TPMs; an authority below a root counts as well")
    @APIResponse(
            responseCode = "201",
            description = "In force from now on",
            content = @Content(schema = @Schema(implementation = EndorsementRootView.class)))
    @APIResponse(responseCode = "200", description = "It was in force already")
    @APIResponse(responseCode = "422", description = "endorsement-certificate-malformed, endorsement-root-unusable")
    public Response add(@NotNull @Valid EndorsementRootBody body) {
        String tenant = caller.tenant().orElse(null);
        return switch (roots.add(tenant, body.vendor(), Input.der("certificate", body.certificate()))) {
            case EndorsementRoots.Outcome.Done(var root, var changed) -> {
                if (changed) {
                    LOG.infof("endorsement-root-added root=%s vendor=%s by=%s", root.id(), root.vendor(), caller.id());
                }
                yield (changed ? Response.created(URI.create("/v1/endorsement-roots/" + root.id())) : Response.ok())
                        .entity(EndorsementRootView.of(root))
                        .build();
            }
            case EndorsementRoots.Outcome.Refused(var refusal) -> throw Input.problem("certificate", refusal);
            case EndorsementRoots.Outcome.Unknown() -> throw new IllegalStateException("what is added is known");
        };
    }

    /** Retires a root. */
    @POST
    @Path("/{id}/actions/retire")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            operationId = "retireEndorsementRoot",
            summary = "Trusts the authority no more; hosts that were enrolled under it stay enrolled")
    @APIResponse(responseCode = "200", description = "Out of force, now or already")
    @APIResponse(responseCode = "404", description = "endorsement-root-not-found")
    public EndorsementRootView retire(@PathParam("id") UUID id) {
        return done(id, roots.retire(id, this::visible), "endorsement-root-retired");
    }

    /** Takes a revocation list in. */
    @PUT
    @Path("/{id}/crl")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            operationId = "putRevocationList",
            summary =
                    "Takes a revocation list of the root, or of an intermediate below it; nothing is fetched by itself")
    @APIResponse(responseCode = "200", description = "In force, in the place of an older list of the same issuer")
    @APIResponse(responseCode = "404", description = "endorsement-root-not-found")
    @APIResponse(responseCode = "422", description = "revocation-list-unusable")
    public EndorsementRootView revoke(@PathParam("id") UUID id, @NotNull @Valid RevocationListBody body) {
        return done(
                id,
                roots.revoke(
                        id,
                        Input.der("crl", body.crl()),
                        Input.ders("intermediates", body.intermediates()),
                        this::visible),
                "revocation-list-accepted");
    }

    private EndorsementRootView done(UUID id, EndorsementRoots.Outcome outcome, String event) {
        return switch (outcome) {
            case EndorsementRoots.Outcome.Done(var root, var changed) -> {
                if (changed) {
                    LOG.infof("%s root=%s vendor=%s by=%s", event, root.id(), root.vendor(), caller.id());
                }
                yield EndorsementRootView.of(root);
            }
            case EndorsementRoots.Outcome.Refused(var refusal) -> throw Input.problem(id.toString(), refusal);
            case EndorsementRoots.Outcome.Unknown() -> throw unknown(id);
        };
    }

    private boolean visible(EndorsementRoot root) {
        return caller.sees(root.tenant());
    }

    private static ProblemException unknown(UUID id) {
        return ProblemException.notFound("endorsement root", id.toString());
    }
}
