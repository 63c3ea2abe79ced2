package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.Quotas;
import dev.leeward.dr.quota.TenantQuota;
import dev.leeward.messaging.rest.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** A tenant's share of the orchestrator. */
@Path("/v1/tenants/{tenant}/quotas")
class QuotasResource {
    private final Quotas quotas;
    private final Access access;

    QuotasResource(Quotas quotas, Access access) {
        this.quotas = quotas;
        this.access = access;
    }

    @GET
    @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR})
    public QuotaBody get(@PathParam("tenant") String tenantId) {
        return QuotaBody.of(quotas.usage(access.tenant(tenantId)));
    }

    @PUT
    @RolesAllowed(Roles.ADMIN)
    public QuotaBody set(@PathParam("tenant") String tenantId, @Valid @NotNull NewQuota body) {
        return QuotaBody.of(quotas.set(new TenantQuota(access.tenant(tenantId), body.concurrentRuns())));
    }

    /** A new quota. */
    record NewQuota(@Min(1) @Max(1_000) int concurrentRuns) {}

    /** A quota and its use. */
    record QuotaBody(String tenant, int concurrentRuns, int activeRuns) {
        static QuotaBody of(Quotas.Usage usage) {
            return new QuotaBody(usage.quota().tenant().value(), usage.quota().concurrentRuns(), usage.active());
        }
    }
}
