package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Bytes;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signed documents and public keys in JSON: JWS in compact form (RFC 7515) and JWK (RFC 7517), with EdDSA over Ed25519
 * (RFC 8037) or ES256. Any other algorithm is refused.
 */
public interface Jose {

    /**
     * What a protected header says; nothing bears it out before the document was opened.
     *
     * @param type {@code typ}: what kind of document it is; null where it is missing
     * @param provider {@code iss}: who signed; null where it is missing
     * @param keyId {@code kid}: with which key; null where it is missing
     * @param issuedAt {@code iat}: when; null where it is missing
     */
    record Header(
            @Nullable String type,
            @Nullable String provider,
            @Nullable String keyId,
            @Nullable Instant issuedAt) {}

    /** A text that is no such document or key; the message says why, in a sentence. */
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message);
        }

        public Malformed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The protected header of a document. */
    Header header(String jws) throws Malformed;

    /** The document, where the key signed it. */
    Bytes open(String jws, String key) throws Malformed;

    /** A public key, checked: its JWK, and no more of it than is public. */
    String publicKey(Map<String, Object> jwk) throws Malformed;
}
