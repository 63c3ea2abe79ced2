package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.Scope;
import dev.leeward.messaging.rest.Caller;
import dev.leeward.messaging.rest.ProblemException;
import dev.leeward.messaging.rest.Roles;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Whoever looks at the console. */
@RequestScoped
class Viewer {
    /** Who may look. */
    static final Set<String> READERS =
            Set.of(Roles.ADMIN, Roles.OPERATOR, Roles.SECURITY_OFFICER, Roles.AUDITOR, Roles.TENANT_OPERATOR);

    private final Caller caller;
    private final SecurityIdentity identity;

    Viewer(Caller caller, SecurityIdentity identity) {
        this.caller = caller;
        this.identity = identity;
    }

    String id() {
        return caller.id();
    }

    @Nullable String tenant() {
        return caller.tenant().orElse(null);
    }

    Scope scope() {
        return Scope.of(caller.tenant());
    }

    List<String> roles() {
        return caller.roles().stream().filter(READERS::contains).sorted().toList();
    }

    /** Whether they may answer incidents; an auditor changes nothing. */
    boolean mayAnswer() {
        return caller.has(Roles.ADMIN)
                || caller.has(Roles.OPERATOR)
                || caller.has(Roles.SECURITY_OFFICER)
                || caller.has(Roles.TENANT_OPERATOR);
    }

    /** Whether their role answers requests for approval; which of them is policy-service's to say. */
    boolean mayApprove() {
        return caller.has(Roles.ADMIN) || caller.has(Roles.OPERATOR) || caller.has(Roles.SECURITY_OFFICER);
    }

    /**
     * What they call other services with: the token that the session's cookie holds, or where an identity provider signed
     * them in, the access token that came with the session.
     */
    String accessToken() {
        return identity.getCredential(AccessTokenCredential.class).getToken();
    }

    /** How long their token is still good. */
    Duration remaining(Instant now) {
        return identity.getPrincipal() instanceof JsonWebToken token
                ? Duration.between(now, Instant.ofEpochSecond(token.getExpirationTime()))
                : Duration.ZERO;
    }

    /** What their forms must carry. */
    String formProof() {
        return Session.formProof(token());
    }

    /**
     * Refuses a form that does not come from a page of this session.
     *
     * @throws ProblemException 403 {@code form-expired}
     */
    void require(@Nullable String presented) {
        if (presented == null || !Session.proves(presented, token())) {
            throw ProblemException.refused(
                    403,
                    "form-expired",
                    "The form belongs to another session; nothing was changed.",
                    null,
                    "Load the page again and repeat what you did.");
        }
    }

    private String token() {
        return identity.getPrincipal() instanceof JsonWebToken token ? token.getRawToken() : "";
    }
}
