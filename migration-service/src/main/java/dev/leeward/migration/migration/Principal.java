package dev.leeward.migration.migration;

import dev.leeward.migration.host.Names;
import dev.leeward.migration.placement.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param tenant null for the provider's own people
 */
public record Principal(
        String id, List<String> roles, @Nullable TenantId tenant) {
    public Principal {
        Names.check("principal", id);
        roles = List.copyOf(roles);
    }
}
