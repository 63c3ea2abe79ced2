package dev.leeward.testkit;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A key that signs attestation results (ES256), in the place of one that an organisation keeps in its vault. */
public final class ResultKey {
    private final EllipticCurveJsonWebKey key;

    private ResultKey(EllipticCurveJsonWebKey key) {
        this.key = key;
    }

    /** A new key that nobody else has. */
    public static ResultKey generate(String keyId) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(keyId);
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return new ResultKey(key);
        } catch (JoseException e) {
            throw new IllegalStateException("This JDK has no P-256", e);
        }
    }

    /** Its id, {@code kid}. */
    public String id() {
        return key.getKeyId();
    }

    /** The private key, as attestation-service reads it (PKCS #8 in PEM). */
    public String pem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.getPrivateKey().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    /** The public keys, as policy-service reads them (a JSON Web Key Set, RFC 7517). */
    public static String jwks(ResultKey... keys) {
        return new JsonWebKeySet(Arrays.stream(keys).map(each -> each.key).toList())
                .toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** Signs claims as attestation-service does. */
    public String sign(Map<String, Object> claims) {
        return sign(claims, "eat+jwt");
    }

    /** Signs claims as another type of token. */
    public String sign(Map<String, Object> claims, String type) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        jws.setHeader("typ", type);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setPayload(JsonUtil.toJson(claims));
        jws.setKey(key.getPrivateKey());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The result cannot be signed", e);
        }
    }
}
