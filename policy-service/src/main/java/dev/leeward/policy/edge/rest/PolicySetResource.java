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
import dev.leeward.policy.app.PolicyCompiler;
import dev.leeward.policy.app.PolicySetStore;
import dev.leeward.policy.app.SetCheck;
import dev.leeward.policy.review.SetDiff;
import dev.leeward.policy.review.SetDiff.Said;
import dev.leeward.policy.review.SetScope;
import dev.leeward.policy.review.SetVersion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Policy sets and their versions: reading. */
@Path("/v1/policy-sets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policy sets")
public class PolicySetResource {
    private static final String ACTIVE = "active";
    private static final String SHIPPED = "shipped";

    private final PolicySetStore store;
    private final SetCheck check;
    private final PolicyCompiler compiler;
    private final PolicySetScopes scopes;
    private final Caller caller;

    PolicySetResource(
            PolicySetStore store, SetCheck check, PolicyCompiler compiler, PolicySetScopes scopes, Caller caller) {
        this.store = store;
        this.check = check;
        this.compiler = compiler;
        this.scopes = scopes;
        this.caller = caller;
    }

    /** Every set that has a version in force. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "listPolicySets", summary = "The versions in force, by scope")
    public Page<SetVersionAnswer> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<SetVersion.Published> rows = caller.tenant()
                .map(tenant ->
                        store.active(scopes.named("tenant:" + tenant)).stream().toList())
                .orElseGet(() -> store.active(page.after().orElse(null), page.limit() + 1));
        return Page.of(rows, page, row -> row.content().scope().toString()).map(SetVersionAnswer::of);
    }

    /** The version in force. */
    @GET
    @Path("{scope}/active")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(
            operationId = "getActivePolicySet",
            summary = "The version in force; its ETag is what If-Match of a draft takes")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    public Response active(@PathParam("scope") String scope) {
        SetVersion active = store.active(scopes.named(scope)).orElseThrow(() -> PolicySetScopes.unknown(ACTIVE));
        return Response.ok(SetVersionAnswer.of(active))
                .header("ETag", "\"" + active.content().number() + "\"")
                .build();
    }

    /** Every version, the newest first. */
    @GET
    @Path("{scope}/versions")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "listPolicySetVersions", summary = "Every version of a set, the newest first")
    public Page<SetVersionAnswer> versions(
            @PathParam("scope") String scope,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        Integer before = page.after()
                .map(after -> PolicySetScopes.number(after).orElseThrow(PageRequest::invalidCursor))
                .orElse(null);
        return Page.of(
                        store.list(scopes.named(scope), before, page.limit() + 1),
                        page,
                        row -> Integer.toString(row.content().number()))
                .map(SetVersionAnswer::of);
    }

    /** One version, with what it says. */
    @GET
    @Path("{scope}/versions/{version}")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(
            operationId = "getPolicySetVersion",
            summary = "A version with its policies, and how its tests come out against what is in force now")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    public SetDetailAnswer version(@PathParam("scope") String scope, @PathParam("version") String version) {
        SetVersion found = find(scopes.named(scope), version);
        return SetDetailAnswer.of(
                found, check.check(found.content().scope(), found.content().document()));
    }

    /** The document, byte for byte. */
    @GET
    @Path("{scope}/versions/{version}/document")
    @Produces(PolicyReviewResource.YAML)
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "getPolicyDocument", summary = "The document of a version, as it was sent")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    public String document(@PathParam("scope") String scope, @PathParam("version") String version) {
        return find(scopes.named(scope), version).content().document();
    }

    /** What differs. */
    @GET
    @Path("{scope}/versions/{version}/diff")
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(
            operationId = "diffPolicySet",
            summary =
                    "Policies added, removed and changed, field by field, against another version (its number), the one"
                            + " in force (active, the default), or what is shipped (shipped)")
    @APIResponse(responseCode = "404", description = "policy-set-not-found, policy-set-version-not-found")
    @APIResponse(responseCode = "409", description = "policies-broken: a version does not compile any more")
    public SetDiffAnswer diff(
            @PathParam("scope") String scope,
            @PathParam("version") String version,
            @QueryParam("against") @Nullable String against) {
        SetScope named = scopes.named(scope);
        SetVersion to = find(named, version);
        String other = against == null || against.isBlank() ? ACTIVE : against;
        return SetDiffAnswer.of(
                scope,
                to.content().number(),
                other,
                SetDiff.between(
                        said(named, document(named, other), other),
                        said(named, to.content().document(), version)));
    }

    private String document(SetScope scope, String against) {
        return switch (against) {
            case ACTIVE ->
                store.active(scope).map(active -> active.content().document()).orElse("");
            case SHIPPED -> scope.equals(SetScope.provider()) ? compiler.shipped() : "";
            default -> find(scope, against).content().document();
        };
    }

    private Said said(SetScope scope, String document, String version) {
        if (document.isEmpty()) {
            return new Said(List.of(), List.of());
        }
        return check.read(scope, document)
                .map(read -> new Said(read.documents(), read.tests()))
                .orElseThrow(() -> ProblemException.refused(
                        409,
                        "policies-broken",
                        "Version %s of policy set %s does not compile any more.".formatted(version, scope),
                        version,
                        "Read both documents, and compare them as texts."));
    }

    private SetVersion find(SetScope scope, String version) {
        return store.find(scope, PolicySetScopes.version(version)).orElseThrow(() -> PolicySetScopes.unknown(version));
    }
}
