package dev.leeward.attestation.edge.crypto;

import dev.leeward.attestation.app.Jose;
import dev.leeward.attestation.evidence.Bytes;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Signed documents with jose4j, which came with the check of tokens. */
@Singleton
class Jose4j implements Jose {

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    @Override
    public Header header(String jws) throws Malformed {
        JsonWebSignature document = parse(jws);
        Object issuedAt = document.getHeaders().getObjectHeaderValue("iat");
        return new Header(
                document.getHeader("typ"),
                document.getHeader("iss"),
                document.getKeyIdHeaderValue(),
                issuedAt == null ? null : time(issuedAt));
    }

    private static Instant time(Object seconds) throws Malformed {
        if (!(seconds instanceof Number number)) {
            throw new Malformed("The header iat is no number of seconds.");
        }
        try {
            return Instant.ofEpochSecond(number.longValue());
        } catch (DateTimeException e) {
            throw new Malformed("The header iat is no time.", e);
        }
    }

    @Override
    public Bytes open(String jws, String key) throws Malformed {
        JsonWebSignature document = parse(jws);
        try {
            document.setKey(PublicJsonWebKey.Factory.newPublicJwk(key).getPublicKey());
            if (!document.verifySignature()) {
                throw new Malformed("The signature is not the key's over this document.");
            }
            return Bytes.of(document.getUnverifiedPayloadBytes());
        } catch (JoseException e) {
            throw new Malformed("The signature cannot be checked: " + e.getMessage() + ".", e);
        }
    }

    private static JsonWebSignature parse(String jws) throws Malformed {
        JsonWebSignature document = new JsonWebSignature();
        document.setAlgorithmConstraints(ALGORITHMS);
        try {
            document.setCompactSerialization(jws);
            return document;
        } catch (JoseException e) {
            throw new Malformed("This is no JWS in compact form: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String publicKey(Map<String, Object> jwk) throws Malformed {
        PublicJsonWebKey key;
        try {
            key = PublicJsonWebKey.Factory.newPublicJwk(jwk);
        } catch (JoseException e) {
            throw new Malformed("This is no public JWK: " + e.getMessage() + ".", e);
        }
        if (key.getPrivateKey() != null) {
            throw new Malformed("The JWK holds a private key, which is now to be given up.");
        }
        if (key.getKeyId() == null || key.getKeyId().isBlank()) {
            throw new Malformed("The JWK has no kid.");
        }
        boolean usable = switch (key) {
            case EllipticCurveJsonWebKey ec -> EllipticCurves.P_256.equals(ec.getCurveName());
            case OctetKeyPairJsonWebKey okp -> "Ed25519".equals(okp.getSubtype());
            default -> false;
        };
        if (!usable) {
            throw new Malformed("The JWK is neither an Ed25519 key (kty OKP) nor one on P-256 (kty EC).");
        }
        return key.toJson(OutputControlLevel.PUBLIC_ONLY);
    }
}
