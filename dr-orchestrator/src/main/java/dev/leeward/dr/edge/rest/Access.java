package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.Requester;
import dev.leeward.dr.group.Names;
import dev.leeward.dr.group.TenantId;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import java.util.function.Function;

/** Which tenant a request is about, and on whose behalf. */
@RequestScoped
class Access {
    private final Caller caller;

    Access(Caller caller) {
        this.caller = caller;
    }

    /** The tenant of the path; for those bound to another one it does not exist. */
    TenantId tenant(String tenant) {
        if (!Names.valid(tenant) || !caller.sees(tenant)) {
            throw ProblemException.notFound("tenant", tenant);
        }
        return new TenantId(tenant);
    }

    Requester requester() {
        return new Requester(caller.id(), caller.roles().stream().sorted().toList(), caller.tenant());
    }

    /** An identifier of the path; one that cannot exist does not. */
    static <T> T id(String kind, String value, Function<String, T> type) {
        if (!Names.valid(value)) {
            throw ProblemException.notFound(kind, value);
        }
        return type.apply(value);
    }
}
