package dev.leeward.messaging;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cause of what one request does. */
@RequestScoped
public class RequestCause {
    private final SecurityIdentity identity;
    private final Ids ids;

    @Nullable private String correlationId;

    RequestCause(SecurityIdentity identity, Ids ids) {
        this.identity = identity;
        this.ids = ids;
    }

    /** Takes over the correlation id that the caller sent. */
    public void correlateWith(String id) {
        correlationId = id;
    }

    /** The caller's correlation id, or one made for this request. */
    public String correlationId() {
        if (correlationId == null) {
            correlationId = ids.next().toString();
        }
        return correlationId;
    }

    Optional<String> actor() {
        return identity.isAnonymous()
                ? Optional.empty()
                : Optional.of(identity.getPrincipal().getName());
    }
}
