package dev.leeward.attestation;

import static io.restassured.RestAssured.given;

import dev.leeward.attestation.app.SignedManifests;
import dev.leeward.testkit.Tokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A reference provider that signs manifests. */
record Signer(String provider, String algorithm, PublicJsonWebKey key) {

    static Signer ed25519(String provider, String keyId) {
        try {
            PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
            key.setKeyId(keyId);
            return new Signer(provider, AlgorithmIdentifiers.EDDSA, key);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    static Signer p256(String provider, String keyId) {
        try {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(keyId);
            return new Signer(provider, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    /** Has an administrator make the key count. */
    ValidatableResponse register() {
        return register(OutputControlLevel.PUBLIC_ONLY);
    }

    /** As above, by mistake with the private key. */
    ValidatableResponse registerPrivate() {
        return register(OutputControlLevel.INCLUDE_PRIVATE);
    }

    private ValidatableResponse register(OutputControlLevel level) {
        return given().auth()
                .oauth2(Tokens.token("admin"))
                .contentType(ContentType.JSON)
                .body("{\"name\":\"" + provider + "\",\"keys\":[" + key.toJson(level) + "]}")
                .put("/v1/reference-providers/{id}", provider)
                .then();
    }

    static ValidatableResponse remove(String provider) {
        return given().auth()
                .oauth2(Tokens.token("admin"))
                .delete("/v1/reference-providers/{id}", provider)
                .then();
    }

    String sign(String document) {
        return sign(document, SignedManifests.TYPE, Instant.now());
    }

    String sign(String document, String type, @Nullable Instant at) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setHeader("typ", type);
        jws.setHeader("iss", provider);
        if (at != null) {
            jws.setHeader("iat", at.getEpochSecond());
        }
        jws.setPayload(document);
        jws.setKey(key.getPrivateKey());
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }
}
