package dev.leeward.migration.fairness;

import dev.leeward.migration.host.HostId;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.placement.TenantId;
import java.time.Instant;
import java.util.Set;

/**
 * A migration that waits for a slot, or holds one.
 *
 * @param failover outranks what is none
 * @param since when it began to wait
 * @param hosts the hosts that it burdens
 */
public record Claim(MigrationId id, TenantId tenant, boolean failover, Instant since, Set<HostId> hosts) {
    public Claim {
        hosts = Set.copyOf(hosts);
    }
}
