package dev.leeward.migration.placement;

import dev.leeward.migration.host.Names;

/** The customer whom a workload belongs to. */
public record TenantId(String value) {
    public TenantId {
        Names.check("tenant", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
