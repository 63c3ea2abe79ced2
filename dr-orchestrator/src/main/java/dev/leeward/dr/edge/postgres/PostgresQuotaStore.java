package dev.leeward.dr.edge.postgres;

import dev.leeward.dr.app.DrConfig;
import dev.leeward.dr.app.QuotaStore;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.quota.TenantQuota;
import dev.leeward.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** Quotas in PostgreSQL. */
@ApplicationScoped
class PostgresQuotaStore implements QuotaStore {
    private final Sql sql;
    private final DrConfig config;

    PostgresQuotaStore(Sql sql, DrConfig config) {
        this.sql = sql;
        this.config = config;
    }

    /** One run of a tenant is let in after the other: counting and adding must not interleave. */
    @Override
    public TenantQuota lock(TenantId tenant) {
        sql.lock("quota/" + tenant);
        return find(tenant);
    }

    @Override
    public TenantQuota find(TenantId tenant) {
        int runs = sql.first(
                        "select concurrent_runs from tenant_quota where tenant = ?",
                        row -> row.integer("concurrent_runs"),
                        tenant)
                .orElse(config.concurrentRuns());
        return new TenantQuota(tenant, runs);
    }

    @Override
    public void save(TenantQuota quota) {
        sql.update("""
                insert into tenant_quota (tenant, concurrent_runs) values (?, ?)
                on conflict (tenant) do update set concurrent_runs = excluded.concurrent_runs""", quota.tenant(), quota.concurrentRuns());
    }
}
