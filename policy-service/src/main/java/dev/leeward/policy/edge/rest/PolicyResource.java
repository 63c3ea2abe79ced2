package dev.leeward.policy.edge.rest;

import static dev.leeward.messaging.rest.Roles.ADMIN;
import static dev.leeward.messaging.rest.Roles.AUDITOR;
import static dev.leeward.messaging.rest.Roles.OPERATOR;
import static dev.leeward.messaging.rest.Roles.SECURITY_OFFICER;
import static dev.leeward.messaging.rest.Roles.TENANT_OPERATOR;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.policy.app.PoliciesInForce;
import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.PolicyDocument;
import dev.leeward.policy.policy.PolicySet;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The policies in force. */
@Path("/v1/policies")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policies")
public class PolicyResource {
    private final PoliciesInForce policies;
    private final Caller caller;

    PolicyResource(PoliciesInForce policies, Caller caller) {
        this.policies = policies;
        this.caller = caller;
    }

    /** Lists; a tenant sees those that speak of it. */
    @GET
    @RolesAllowed({ADMIN, OPERATOR, SECURITY_OFFICER, AUDITOR, TENANT_OPERATOR})
    @Operation(operationId = "listPolicies", summary = "The policies in force")
    public PolicyAnswer.All list() {
        PolicySet inForce = policies.policies();
        return new PolicyAnswer.All(
                inForce.digest(),
                inForce.documents().stream()
                        .filter(this::visible)
                        .map(PolicyAnswer::of)
                        .toList());
    }

    private boolean visible(PolicyDocument document) {
        return caller.tenant()
                .map(tenant -> document.scope().covers(new TenantId(tenant)))
                .orElse(true);
    }
}
