package dev.leeward.policy.placement;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param roles as the identity provider grants them
 * @param tenant the tenant that the token is bound to; null for the provider's own people
 */
public record Principal(
        String id, Set<String> roles, @Nullable TenantId tenant) {
    /** Role of a tenant's own operators. */
    public static final String TENANT_OPERATOR = "tenant-operator";

    private static final Set<String> PROVIDERS = Set.of("admin", "security-officer", "operator");
    private static final Set<String> MAY_BREAK_GLASS = Set.of("admin", "security-officer");

    /** Checks the id and copies the roles in their natural order. */
    public Principal {
        Identifier.checked("principal", id);
        roles = Collections.unmodifiableSet(new TreeSet<>(roles));
    }

    /** Whether this principal may move that workload as far as tenants go; an unknown one is nobody's. */
    public boolean reaches(@Nullable WorkloadView workload) {
        return tenant == null ? !boundWithoutTenant() : workload != null && tenant.equals(workload.tenant());
    }

    /** A tenant's role without a tenant: nothing is theirs. */
    private boolean boundWithoutTenant() {
        return roles.contains(TENANT_OPERATOR) && roles.stream().noneMatch(PROVIDERS::contains);
    }

    /** Whether a role allows overriding policies in an emergency; a tenant's people never override the provider. */
    public boolean mayBreakGlass() {
        return tenant == null && roles.stream().anyMatch(MAY_BREAK_GLASS::contains);
    }

    /** Whether a role allows agreeing to what somebody else asked for. */
    public boolean mayApprove() {
        return roles.stream().anyMatch(PROVIDERS::contains);
    }
}
