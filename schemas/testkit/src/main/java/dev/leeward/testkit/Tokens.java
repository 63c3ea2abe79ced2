package dev.leeward.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jose4j.json.JsonUtil;

/** Bearer tokens that the services under test accept, and some that they must not. One key serves a whole build. */
public final class Tokens {
    private static final Duration LIFETIME = Duration.ofHours(2);

    private Tokens() {}

    /** A token of one of the provider's own people, {@code <role>@example}, not bound to a tenant. */
    public static String token(String role) {
        return issuer().token(role + "@example", Set.of(role), null, LIFETIME);
    }

    /** A token of a tenant's person, {@code <role>@<tenant>}. */
    public static String token(String role, String tenant) {
        return issuer().token(role + "@" + tenant, Set.of(role), tenant, LIFETIME);
    }

    /** A token of a certain person of the provider, with any roles. */
    public static String of(String subject, String... roles) {
        return issuer().token(subject, Set.of(roles), null, LIFETIME);
    }

    /** A token of the agent of a host. */
    public static String agent(String hostId) {
        return issuer().token("agent:" + hostId, Set.of("agent"), null, LIFETIME);
    }

    /** It was valid an hour ago. */
    public static String expired(String role) {
        return issuer().token(role + "@example", Set.of(role), null, Duration.ofHours(-1));
    }

    /** It is signed with our key, but names another issuer. */
    public static String ofWrongIssuer(String role) {
        return changed(role, "iss", "https://elsewhere.example");
    }

    /** It is genuine, but for somebody else to accept. */
    public static String forWrongAudience(String role) {
        return changed(role, "aud", "somebody-else");
    }

    /** It says all the right things, but a key that nobody trusts signed it. */
    public static String signedByForeignKey(String role) {
        return LocalIssuer.ephemeral().token(role + "@example", Set.of(role), null, LIFETIME);
    }

    /** It says that it needs no signature (algorithm {@code none}, RFC 8725 section 3.1). */
    public static String unsigned(String role) {
        return part(Map.of("alg", "none", "typ", "JWT")) + "." + part(claims(role)) + ".";
    }

    /** Its claims were changed after it was signed: it claims the role and was given to an auditor. */
    public static String tampered(String role) {
        String[] genuine = token("auditor").split("\\.", -1);
        return genuine[0] + "." + part(claims(role)) + "." + genuine[2];
    }

    /** No JWT at all. */
    public static String garbage() {
        return "not.a.token";
    }

    /** Every token that a service must answer with 401, by what is wrong with it. */
    public static Map<String, String> refused(String role) {
        return Map.of(
                "expired", expired(role),
                "wrong issuer", ofWrongIssuer(role),
                "wrong audience", forWrongAudience(role),
                "foreign key", signedByForeignKey(role),
                "algorithm none", unsigned(role),
                "tampered claims", tampered(role),
                "garbage", garbage());
    }

    static LocalIssuer issuer() {
        return LocalIssuer.in(Reactor.directory("issuer"));
    }

    private static String changed(String role, String claim, String value) {
        Map<String, Object> claims = claims(role);
        claims.put(claim, value);
        return issuer().sign(claims);
    }

    private static Map<String, Object> claims(String role) {
        return LocalIssuer.claims(role + "@example", Set.of(role), null, LIFETIME);
    }

    private static String part(Map<String, Object> json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JsonUtil.toJson(json).getBytes(StandardCharsets.UTF_8));
    }
}
