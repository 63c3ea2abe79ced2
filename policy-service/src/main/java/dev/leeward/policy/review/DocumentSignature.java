package dev.leeward.policy.review;

import java.time.Instant;

/**
 * Who vouches for a document.
 *
 * @param keyId the signer's key
 * @param signedAt when, as the signer states it
 * @param jws the JSON Web Signature in compact form (RFC 7515); its payload is the document
 */
public record DocumentSignature(String keyId, Instant signedAt, String jws) {}
