package dev.leeward.compliance.edge.console;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.qute.Engine;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Signs people in and out. The only pages that everybody may see. */
@Path("/")
@Blocking
@PermitAll
public class LoginPages {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Engine engine;
    private final IdentityProviderManager identities;
    private final ConsoleConfig config;
    private final RoutingContext routing;
    private final Clock clock;
    private final boolean hasProvider;

    LoginPages(
            Engine engine,
            IdentityProviderManager identities,
            ConsoleConfig config,
            RoutingContext routing,
            Clock clock,
            @ConfigProperty(name = "quarkus.oidc.application-type", defaultValue = "service") String applicationType) {
        this.engine = engine;
        this.identities = identities;
        this.config = config;
        this.routing = routing;
        this.clock = clock;
        this.hasProvider = !applicationType.equals("service");
    }

    /** The form; with a token in the address, where that is allowed, it signs in and clears the address. */
    @GET
    @Path("login")
    public Response form(@QueryParam("token") @Nullable String token, @QueryParam("next") @Nullable String next) {
        if (token == null) {
            return page(200, "", next);
        }
        return config.loginLink() ? signIn(token, next) : to(ConsolePaths.LOGIN).build();
    }

    /** Takes a token. */
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response signIn(@FormParam("token") @Nullable String token, @FormParam("next") @Nullable String next) {
        if (token == null || token.isBlank()) {
            return page(400, "Paste a token.", next);
        }
        String trimmed = token.strip();
        SecurityIdentity identity = verify(trimmed);
        if (identity == null) {
            return page(401, "This token is not accepted: it is not ours, or it has expired.", next);
        }
        if (Collections.disjoint(identity.getRoles(), Viewer.READERS)) {
            return page(403, "This token is good, but grants no role that may see the console.", next);
        }
        return to(safe(next))
                .cookie(Session.start(trimmed, remainingSeconds(identity), isSecure()))
                .build();
    }

    /** Ends the session with the console, however it began; the one with an identity provider is the provider's. */
    @POST
    @Path("logout")
    public Response signOut() {
        Response.ResponseBuilder answer = to(ConsolePaths.LOGIN).cookie(Session.end(Session.COOKIE, isSecure()));
        routing.request().cookies().stream()
                .map(Cookie::getName)
                .filter(name -> name.startsWith(Session.OF_PROVIDER))
                .forEach(name -> answer.cookie(Session.end(name, isSecure())));
        return answer.build();
    }

    private @Nullable SecurityIdentity verify(String token) {
        TokenAuthenticationRequest request = new TokenAuthenticationRequest(new AccessTokenCredential(token));
        try {
            return identities
                    .authenticate(HttpSecurityUtils.setRoutingContextAttribute(request, routing))
                    .await()
                    .atMost(PATIENCE);
        } catch (AuthenticationFailedException e) {
            return null; // the page says so; why it failed is nobody's business
        }
    }

    private int remainingSeconds(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return 0;
        }
        Duration remaining = Duration.between(clock.instant(), Instant.ofEpochSecond(token.getExpirationTime()));
        return Math.clamp(remaining.toSeconds(), 0, Integer.MAX_VALUE);
    }

    private boolean isSecure() {
        return "https".equals(routing.request().scheme());
    }

    /** Where to go after signing in: a page of ours, whatever the address says. */
    private static String safe(@Nullable String next) {
        return next != null && next.matches("/[A-Za-z0-9][A-Za-z0-9/_.~?&=%:+-]*") && ConsolePaths.isPage(path(next))
                ? next
                : "/";
    }

    private static String path(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    private static Response.ResponseBuilder to(String address) {
        return Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, address);
    }

    private Response page(int status, String complaint, @Nullable String next) {
        Map<String, Object> data = new HashMap<>();
        data.put("complaint", complaint);
        data.put("next", Objects.requireNonNullElse(next, "/"));
        data.put("provider", hasProvider);
        return Response.status(status)
                .type(Pages.HTML)
                .entity(Pages.bare(engine, routing, "login", data))
                .build();
    }
}
