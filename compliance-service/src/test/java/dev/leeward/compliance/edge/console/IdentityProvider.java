package dev.leeward.compliance.edge.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leeward.testkit.LocalIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An OpenID Connect provider, as small as the authorization code flow allows; everybody who comes is the same person. */
final class IdentityProvider implements AutoCloseable {
    static final String PERSON = "grace@example";

    /** How long its access tokens are good, in seconds; tokens that say who somebody is are good for longer. */
    static final int ACCESS = 1_800;

    private static final Set<String> ROLES = Set.of("auditor", "security-officer");

    private final HttpServer server;
    private final LocalIssuer issuer = LocalIssuer.ephemeral();

    private IdentityProvider(HttpServer server) {
        this.server = server;
    }

    static IdentityProvider start() {
        try {
            IdentityProvider provider = new IdentityProvider(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            provider.serve();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void serve() {
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> json(exchange, """
                {"issuer":"%2$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                 "jwks_uri":"%1$s/jwks","response_types_supported":["code"],"subject_types_supported":["public"],
                 "id_token_signing_alg_values_supported":["RS256"]}""".formatted(address(), LocalIssuer.ISSUER)));
        server.createContext("/jwks", exchange -> json(exchange, jwks()));
        server.createContext("/authorize", exchange -> {
            Map<String, String> asked = query(exchange.getRequestURI().getRawQuery());
            exchange.getResponseHeaders()
                    .add("Location", asked.get("redirect_uri") + "?code=once&state=" + asked.get("state"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/token", exchange -> {
            String access = issuer.token(PERSON, ROLES, null, Duration.ofSeconds(ACCESS));
            String id = issuer.token(PERSON, ROLES, null, Duration.ofHours(1));
            json(
                    exchange,
                    "{\"token_type\":\"Bearer\",\"expires_in\":" + ACCESS + ",\"access_token\":\"" + access
                            + "\",\"id_token\":\"" + id + "\"}");
        });
        server.start();
    }

    private String jwks() {
        try {
            byte[] encoded = Base64.getDecoder().decode(issuer.publicKey());
            RSAPublicKey key =
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
            return "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"" + number(key.getModulus())
                    + "\",\"e\":\"" + number(key.getPublicExponent()) + "\"}]}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static Map<String, String> query(String raw) {
        return Arrays.stream(raw.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
