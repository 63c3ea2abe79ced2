package dev.leeward.migration.edge.rest;

import dev.leeward.messaging.rest.Caller;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.placement.TenantId;
import jakarta.enterprise.context.ApplicationScoped;

/** The caller as the domain knows people. */
@ApplicationScoped
class Callers {
    private final Caller caller;

    Callers(Caller caller) {
        this.caller = caller;
    }

    Principal principal() {
        return new Principal(
                caller.id(),
                caller.roles().stream().sorted().toList(),
                caller.tenant().map(TenantId::new).orElse(null));
    }

    /** Within which an idempotency key of this caller is unique. */
    String scope(String endpoint) {
        return endpoint + "/" + caller.tenant().orElse("") + "/" + caller.id();
    }
}
