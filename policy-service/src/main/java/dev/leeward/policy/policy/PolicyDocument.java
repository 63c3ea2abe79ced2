package dev.leeward.policy.policy;

import dev.leeward.policy.placement.Action;
import dev.leeward.policy.placement.TenantId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it was written.
 *
 * @param when CEL: whether it applies
 * @param message CEL: what it says to the person who asked
 * @param controls controls that it implements
 * @param obligations what the enforcement point must do besides, where it permits, or requires and is met
 */
public record PolicyDocument(
        PolicyRef ref,
        Kind kind,
        Mode mode,
        Scope scope,
        String when,
        String message,
        List<String> controls,
        List<String> obligations) {
    /** Copies the lists. */
    public PolicyDocument {
        controls = List.copyOf(controls);
        obligations = List.copyOf(obligations);
    }

    /** What a policy does where it applies. */
    public enum Kind {
        /** Lets the request through, unless another policy objects. */
        PERMIT,
        /** Denies it. */
        FORBID,
        /** Asks a second person. */
        REQUIRE
    }

    /** Whether a policy counts. */
    public enum Mode {
        /** It counts. */
        ENFORCE,
        /** It is evaluated and reported, and changes nothing. */
        MONITOR,
        /** It is not evaluated. */
        OFF
    }

    /**
     * Whom a policy speaks of.
     *
     * @param tenants owners of the workloads; {@code *} is everybody, the provider included
     */
    public record Scope(Set<String> tenants, Set<Action> actions) {
        /** Everybody. */
        public static final String ALL = "*";

        /** Neither may be empty: a policy that never applies is a mistake. */
        public Scope {
            if (tenants.isEmpty() || actions.isEmpty()) {
                throw new IllegalArgumentException("a scope names tenants and actions, or \"*\"");
            }
            tenants = Set.copyOf(tenants);
            actions = Collections.unmodifiableSet(EnumSet.copyOf(actions));
        }

        /** Everybody and everything. */
        public static Scope everything() {
            return new Scope(Set.of(ALL), EnumSet.allOf(Action.class));
        }

        /** The names of the actions, in their order. */
        public String actionCodes() {
            return actions.stream().map(Action::code).collect(Collectors.joining(", "));
        }

        /** Whether a policy of this scope speaks of that tenant's workloads. */
        public boolean covers(@Nullable TenantId tenant) {
            return tenants.contains(ALL) || (tenant != null && tenants.contains(tenant.value()));
        }
    }
}
