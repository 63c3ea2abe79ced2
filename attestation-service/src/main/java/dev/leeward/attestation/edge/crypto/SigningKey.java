package dev.leeward.attestation.edge.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;

/** A key that signs attestation results: JWS in compact form (RFC 7515, section 3.1) with ES256 (RFC 7518, section 3.4). */
final class SigningKey {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final EllipticCurveJsonWebKey jwk;
    private final PrivateKey key;
    private final Provider provider;
    private final String header;

    /** Signs with the given provider, whether or not that is registered. */
    SigningKey(EllipticCurveJsonWebKey jwk, Provider provider) throws KeyMistake {
        try {
            Key own = KeyFactory.getInstance("EC", provider).translateKey(jwk.getPrivateKey());
            this.jwk = jwk;
            this.key = (PrivateKey) own;
            this.provider = provider;
            this.header = encoded(JsonUtil.toJson(Map.of("alg", "ES256", "typ", "eat+jwt", "kid", jwk.getKeyId())));
        } catch (GeneralSecurityException e) {
            throw new KeyMistake("The key " + jwk.getKeyId() + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    EllipticCurveJsonWebKey jwk() {
        return jwk;
    }

    /** The claims as a JWT (RFC 7519). */
    String sign(Map<String, Object> claims) {
        String signed = header + "." + encoded(JsonUtil.toJson(claims));
        try {
            Signature es256 = Signature.getInstance("SHA256withECDSAinP1363Format", provider);
            es256.initSign(key);
            es256.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(es256.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key " + jwk.getKeyId() + " cannot sign", e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
