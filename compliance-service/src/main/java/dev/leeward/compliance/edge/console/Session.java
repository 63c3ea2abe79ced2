package dev.leeward.compliance.edge.console;

import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a signed-in browser holds: the token in a cookie that no script can read, and a proof for its forms. */
final class Session {
    static final String COOKIE = "leeward-session";

    /** How the names of the cookies begin that Quarkus keeps the session with an identity provider in. */
    static final String OF_PROVIDER = "q_session";

    private Session() {}

    /** The cookie that holds the token until it expires. */
    static NewCookie start(String token, int maxAgeSeconds, boolean secure) {
        return cookie(COOKIE, token, maxAgeSeconds, secure);
    }

    /** The cookie that ends the session which the named one holds. */
    static NewCookie end(String name, boolean secure) {
        return cookie(name, "", 0, secure);
    }

    private static NewCookie cookie(String name, String value, int maxAgeSeconds, boolean secure) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge(maxAgeSeconds)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    /**
     * What a form must carry: derived from the token, so that only a page that this service rendered for this session
     * knows it, on any instance of the service.
     */
    static String formProof(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("leeward console form\n".getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whether a form carried the proof of this session. */
    static boolean proves(String presented, String token) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8), formProof(token).getBytes(StandardCharsets.UTF_8));
    }
}
