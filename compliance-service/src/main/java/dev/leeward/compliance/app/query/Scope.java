package dev.leeward.compliance.app.query;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows a reader sees: the provider's people see all, a tenant's people see their tenant's and nothing else.
 *
 * @param tenant the tenant that the reader is bound to; null for the provider's own people
 */
public record Scope(@Nullable String tenant) {
    /** Everything. */
    public static final Scope ALL = new Scope(null);

    /** The scope of a caller. */
    public static Scope of(Optional<String> tenant) {
        return tenant.map(Scope::new).orElse(ALL);
    }

    /** Whether a row of that tenant may be seen; rows without a tenant are the provider's. */
    public boolean sees(@Nullable String rowTenant) {
        return tenant == null || tenant.equals(rowTenant);
    }
}
