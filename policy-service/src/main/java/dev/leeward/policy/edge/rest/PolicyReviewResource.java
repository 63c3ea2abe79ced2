package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;

import dev.leeward.messaging.IdempotencyKeys;
import dev.leeward.messaging.Replayable;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.policy.app.PoliciesInForce;
import dev.leeward.policy.app.PolicySets;
import dev.leeward.policy.app.PolicySets.Draft;
import dev.leeward.policy.app.PolicySets.Outcome;
import dev.leeward.policy.app.SetCheck;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import dev.leeward.policy.review.SetVersion.Content;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Policy sets and their versions: drafting, reviewing, publishing and rolling back. */
@Path("/v1/policy-sets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policy sets")
public class PolicyReviewResource {
    /** Media type of policy documents (RFC 9512). */
    static final String YAML = "application/yaml";

    private static final String JOSE = "application/jose";

    private final PolicySets sets;
    private final SetCheck check;
    private final PoliciesInForce inForce;
    private final PolicySetScopes scopes;
    private final IdempotencyKeys keys;
    private final Caller caller;

    PolicyReviewResource(
            PolicySets sets,
            SetCheck check,
            PoliciesInForce inForce,
            PolicySetScopes scopes,
            IdempotencyKeys keys,
            Caller caller) {
        this.sets = sets;
        this.check = check;
        this.inForce = inForce;
        this.scopes = scopes;
        this.keys = keys;
        this.caller = caller;
    }

    /** Drafts a new version. */
    @POST
    @Path("{scope}/versions")
    @Consumes(YAML)
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(
            operationId = "draftPolicySet",
            summary = "Drafts a version: a YAML document, or a JWS over it (application/jose)",
            description =
                    "Needs an Idempotency-Key. If-Match, with the ETag of the version in force, refuses a draft that"
                            + " rests on another. The answer says which tests fail; nothing is in force by it.")
    @APIResponse(responseCode = "201", description = "Drafted; Location says where")
    @APIResponse(responseCode = "404", description = "policy-set-not-found")
    @APIResponse(responseCode = "412", description = "policy-set-moved-on")
    @APIResponse(
            responseCode = "422",
            description = "policies-broken, policies-unsigned, policy-signature-invalid, idempotency-key-reused")
    public Response draft(
            @PathParam("scope") String scope,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("note") @Size(max = 500) @Nullable String note,
            byte[] document) {
        return draft(scopes.named(scope), key, ifMatch, note, document, false);
    }

    /** Drafts a new version that is signed. */
    @POST
    @Path("{scope}/versions")
    @Consumes(JOSE)
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(hidden = true)
    public Response draftSigned(
            @PathParam("scope") String scope,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("note") @Size(max = 500) @Nullable String note,
            byte[] jws) {
        return draft(scopes.named(scope), key, ifMatch, note, jws, true);
    }

    private Response draft(
            SetScope scope,
            @Nullable String key,
            @Nullable String ifMatch,
            @Nullable String note,
            byte[] body,
            boolean signed) {
        String sent = text(body);
        Draft draft = new Draft(
                scope,
                signed ? sent.strip() : sent,
                signed,
                note == null ? "" : note,
                ifMatch == null ? null : based(ifMatch));
        Replayable answer = keys.once(
                key,
                "policy-sets/%s/%s".formatted(scope, caller.id()),
                "%s\n%s\n%s".formatted(draft.basedOn(), draft.note(), sent),
                () -> detail(done(sets.draft(draft, caller.id()), scope, scope.toString())));
        return created(answer);
    }

    /** Goes back to what was in force. */
    @POST
    @Path("{scope}/versions/{version}/actions/rollback")
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(
            operationId = "rollBackPolicySet",
            summary = "Drafts again what an earlier version said; it is approved and published like any draft",
            description = "Needs an Idempotency-Key.")
    @APIResponse(responseCode = "201", description = "Drafted; Location says where")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(responseCode = "409", description = "policy-set-never-in-force")
    public Response rollback(
            @PathParam("scope") String scope,
            @PathParam("version") String version,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        SetScope named = scopes.named(scope);
        int number = PolicySetScopes.version(version);
        Replayable answer = keys.once(
                key,
                "policy-sets/%s/%s/rollback".formatted(named, caller.id()),
                version,
                () -> detail(done(sets.rollback(named, number, caller.id()), named, version)));
        return created(answer);
    }

    /** Agrees as a second person. */
    @POST
    @Path("{scope}/versions/{version}/actions/approve")
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(operationId = "approvePolicySet", summary = "Agree, as a second person, to exactly this document")
    @APIResponse(responseCode = "403", description = "self-review")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(responseCode = "409", description = "policy-set-version-closed")
    public SetVersionAnswer approve(@PathParam("scope") String scope, @PathParam("version") String version) {
        SetScope named = scopes.named(scope);
        return SetVersionAnswer.of(
                done(sets.approve(named, PolicySetScopes.version(version), caller.id()), named, version));
    }

    /** Refuses, or takes back. */
    @POST
    @Path("{scope}/versions/{version}/actions/reject")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(operationId = "rejectPolicySet", summary = "Refuse a draft, or take one's own back")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(responseCode = "409", description = "policy-set-version-closed")
    public SetVersionAnswer reject(
            @PathParam("scope") String scope,
            @PathParam("version") String version,
            @NotNull @Valid RejectRequest request) {
        SetScope named = scopes.named(scope);
        return SetVersionAnswer.of(done(
                sets.reject(named, PolicySetScopes.version(version), request.reason(), caller.id()), named, version));
    }

    /** Puts in force. */
    @POST
    @Path("{scope}/versions/{version}/actions/publish")
    @RolesAllowed(SECURITY_OFFICER)
    @Operation(
            operationId = "publishPolicySet",
            summary = "Put an approved version in force, on every replica within a second")
    @APIResponse(responseCode = "403", description = "self-review")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(
            responseCode = "409",
            description = "policy-set-not-approved, policy-set-version-closed, policy-set-moved-on")
    @APIResponse(
            responseCode = "422",
            description = "policy-tests-failed, policies-broken, policies-unsigned, policy-signature-invalid")
    public SetVersionAnswer publish(@PathParam("scope") String scope, @PathParam("version") String version) {
        SetScope named = scopes.named(scope);
        SetVersion published = done(sets.publish(named, PolicySetScopes.version(version), caller.id()), named, version);
        inForce.refresh();
        return SetVersionAnswer.of(published);
    }

    private SetDetailAnswer detail(SetVersion version) {
        Content content = version.content();
        return SetDetailAnswer.of(version, check.check(content.scope(), content.document()));
    }

    private static Response created(Replayable answer) {
        SetVersionAnswer version = answer.as(SetDetailAnswer.class).version();
        return Response.created(
                        URI.create("/v1/policy-sets/%s/versions/%d".formatted(version.scope(), version.version())))
                .entity(answer.json())
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    private static SetVersion done(Outcome outcome, SetScope scope, String version) {
        if (outcome instanceof Outcome.Done(var done)) {
            return done;
        }
        throw SetProblems.of(outcome, scope, version);
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.refused(
                    422, "policies-broken", "The document is not UTF-8 text.", null, "Save the document as UTF-8.");
        }
    }

    private static int based(String ifMatch) {
        return PolicySetScopes.number(ifMatch.strip().replace("\"", ""))
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-if-match",
                        "If-Match is %s, which names no version.".formatted(ifMatch),
                        "If-Match",
                        "Send the ETag of GET /v1/policy-sets/{scope}/active, for example \"3\"."));
    }
}
