package dev.leeward.dr.app;

import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.quota.TenantQuota;

/** Where quotas are kept. */
public interface QuotaStore {
    /** A tenant's quota, locked for the rest of the transaction; the default where none was set. */
    TenantQuota lock(TenantId tenant);

    TenantQuota find(TenantId tenant);

    void save(TenantQuota quota);
}
