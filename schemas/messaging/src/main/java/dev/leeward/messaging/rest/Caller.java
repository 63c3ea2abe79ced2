package dev.leeward.messaging.rest;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the token says. People of the provider have no tenant and see all; a token that is bound to a tenant
 * sees that tenant's things only, and the rest does not exist for it.
 */
@RequestScoped
public class Caller {
    /** The claim that binds a token to a tenant. */
    public static final String TENANT = "tenant";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The subject of the token. */
    public String id() {
        return identity.getPrincipal().getName();
    }

    /** The roles that the token grants. */
    public Set<String> roles() {
        return identity.getRoles();
    }

    /** Whether the token grants the role. */
    public boolean has(String role) {
        return identity.hasRole(role);
    }

    /**
     * The tenant that the token is bound to; empty for the provider's own.
     *
     * @throws ProblemException 403 {@code tenant-missing} where a tenant's person has a token without a tenant, or the
     *     claim is no text
     */
    public Optional<String> tenant() {
        Object claim = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim(TENANT) : null;
        if (claim == null && !(roles().size() == 1 && has(Roles.TENANT_OPERATOR))) {
            return Optional.empty();
        }
        if (claim instanceof String tenant && !tenant.isBlank()) {
            return Optional.of(tenant);
        }
        throw ProblemException.refused(
                403,
                "tenant-missing",
                "The token does not say which tenant it is for.",
                id(),
                "Have the identity provider put the tenant's id into the claim \"tenant\".");
    }

    /**
     * Whether the caller may know of something of that tenant; where not, answer as if it did not exist.
     *
     * @param owner the tenant; null for what belongs to the provider
     */
    public boolean sees(@Nullable String owner) {
        return tenant().map(own -> own.equals(owner)).orElse(true);
    }

    /** Whether the caller is the agent of that host, which its subject names: {@code agent:<hostId>}. */
    public boolean isAgentOf(String host) {
        return id().equals("agent:" + host);
    }

    /**
     * Goes on where the caller is the agent of that host.
     *
     * @throws ProblemException 403 {@code not-your-host} where it is not
     */
    public void requireAgentOf(String host) {
        if (!isAgentOf(host)) {
            throw ProblemException.refused(
                    403,
                    "not-your-host",
                    id() + " is not the agent of host " + host + ".",
                    host,
                    "Use the token of agent:" + host + ".");
        }
    }
}
