package dev.leeward.dr.app;

import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.quota.TenantQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Each tenant's share of the orchestrator. */
@ApplicationScoped
public class Quotas {
    private final QuotaStore quotas;
    private final RunStore runs;

    Quotas(QuotaStore quotas, RunStore runs) {
        this.quotas = quotas;
        this.runs = runs;
    }

    /** A quota and how much of it is in use. */
    public record Usage(TenantQuota quota, int active) {}

    @Transactional
    public Usage usage(TenantId tenant) {
        return new Usage(quotas.find(tenant), runs.active(tenant));
    }

    @Transactional
    public Usage set(TenantQuota quota) {
        quotas.save(quota);
        return new Usage(quota, runs.active(quota.tenant()));
    }
}
