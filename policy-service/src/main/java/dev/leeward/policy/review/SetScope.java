package dev.leeward.policy.review;

import dev.leeward.policy.placement.TenantId;
import dev.leeward.policy.policy.PolicyDocument.Scope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose policies a set holds: the provider's, which speak of every workload, or a tenant's, which speak of its own. */
public sealed interface SetScope {
    /** The provider. */
    record Provider() implements SetScope {
        @Override
        public String toString() {
            return "provider";
        }
    }

    /** A tenant. */
    record Tenant(TenantId tenant) implements SetScope {
        private static final String PREFIX = "tenant:";
        private static final int MAX_LENGTH = 100;

        /** The tenant's name goes before the ids of its policies, so that it has to leave room. */
        public Tenant {
            if (tenant.value().equals(Scope.ALL)) {
                throw new IllegalArgumentException("'%s' is every tenant, and no set of one".formatted(Scope.ALL));
            }
            if (tenant.value().length() > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "a tenant with policies of its own has a name of at most %d characters".formatted(MAX_LENGTH));
            }
        }

        @Override
        public String toString() {
            return nameOf(tenant);
        }
    }

    /** What a tenant's set is called, if it has one. */
    static String nameOf(TenantId tenant) {
        return Tenant.PREFIX + tenant;
    }

    /** The provider's set. */
    static SetScope provider() {
        return new Provider();
    }

    /** The scope that a text names: {@code provider} or {@code tenant:<id>}. */
    static Optional<SetScope> of(String text) {
        if (text.equals(provider().toString())) {
            return Optional.of(provider());
        }
        try {
            return text.startsWith(Tenant.PREFIX)
                    ? Optional.of(new Tenant(new TenantId(text.substring(Tenant.PREFIX.length()))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The tenant whose set it is; null for the provider's. */
    default @Nullable String owner() {
        return switch (this) {
            case Provider() -> null;
            case Tenant(var tenant) -> tenant.value();
        };
    }
}
