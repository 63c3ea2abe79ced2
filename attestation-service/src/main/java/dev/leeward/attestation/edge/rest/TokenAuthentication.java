package dev.leeward.attestation.edge.rest;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Has bearer tokens checked by Quarkus, unless they were a moment ago. */
@ApplicationScoped
class TokenAuthentication implements HttpAuthenticationMechanism {

    private static final String BEARER = "Bearer ";

    private final OidcAuthenticationMechanism checks;
    private final CheckedTokens checked;

    TokenAuthentication(OidcAuthenticationMechanism checks, CheckedTokens checked) {
        this.checks = checks;
        this.checked = checked;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String token = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (token == null || !token.startsWith(BEARER)) {
            return checks.authenticate(context, providers);
        }
        return checked.recall(token)
                .map(caller -> Uni.createFrom().item(caller))
                .orElseGet(() -> checks.authenticate(context, providers).invoke(caller -> {
                    if (caller != null) {
                        checked.remember(token, caller);
                    }
                }));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return checks.getChallenge(context);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return checks.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return checks.getCredentialTransport(context);
    }

    /** Before the checks themselves, which Quarkus would ask as well. */
    @Override
    public int getPriority() {
        return checks.getPriority() + 1;
    }
}
