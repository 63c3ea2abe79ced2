package dev.leeward.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Issues bearer tokens (JWT, RFC 7519, signed with RS256) with a key of this machine, in the place of an
 * organisation's identity provider. Services accept them by {@code quarkus.oidc.public-key}.
 */
public final class LocalIssuer {
    /** The issuer that its tokens name. */
    public static final String ISSUER = "https://leeward.local";

    /** The audience that its tokens are for. */
    public static final String AUDIENCE = "leeward";

    private static final int KEY_BITS = 2048;

    private final KeyPair keys;

    private LocalIssuer(KeyPair keys) {
        this.keys = keys;
    }

    /** The issuer whose key lies in the directory; the key is made where there is none. */
    public static LocalIssuer in(Path directory) {
        Path file = directory.resolve("issuer-key.pem");
        try {
            if (!Files.exists(file)) {
                create(directory, file);
            }
            return new LocalIssuer(read(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("The issuer's key " + file + " cannot be read or written", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The issuer's key " + file + " is no RSA key; delete the file to get a new one", e);
        }
    }

    /** An issuer whose key nobody else has. */
    public static LocalIssuer ephemeral() {
        return new LocalIssuer(generate());
    }

    /** The public key, as {@code quarkus.oidc.public-key} takes it. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    PublicKey verificationKey() {
        return keys.getPublic();
    }

    /** A token for a subject with roles, bound to a tenant where one is named, valid from now on. */
    public String token(String subject, Set<String> roles, @Nullable String tenant, Duration lifetime) {
        return sign(claims(subject, roles, tenant, lifetime));
    }

    /** The claims that {@link #token} signs, to be bent by tests. */
    static Map<String, Object> claims(String subject, Set<String> roles, @Nullable String tenant, Duration lifetime) {
        Instant now = Instant.now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("sub", subject);
        claims.put("upn", subject);
        claims.put("aud", AUDIENCE);
        claims.put("groups", List.copyOf(roles));
        if (tenant != null) {
            claims.put("tenant", tenant);
        }
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    /** Signs any claims. */
    public String sign(Map<String, Object> claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(JsonUtil.toJson(claims));
        token.setHeader("typ", "JWT");
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKey(keys.getPrivate());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The token cannot be signed", e);
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, "issuer-key", ".new");
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        }
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(generate().getPrivate().getEncoded());
        Files.writeString(draft, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException somebodyWasFaster) {
            return;
        } finally {
            Files.delete(draft);
        }
    }

    private static KeyPair read(String pem) throws GeneralSecurityException {
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        PrivateKey key =
                rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        if (!(key instanceof RSAPrivateCrtKey crt)) {
            throw new IllegalArgumentException("The key lacks its public exponent");
        }
        return new KeyPair(rsa.generatePublic(new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent())), key);
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no RSA", e);
        }
    }
}
