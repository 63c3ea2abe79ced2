package dev.leeward.attestation.reference;

import java.time.Instant;

/**
 * A reference provider's signature over a manifest's document. It was checked when the manifest was published.
 *
 * @param provider the provider
 * @param keyId which of its keys signed
 * @param signedAt when, as the signer states it under the signature
 * @param jws the document as it was signed: a JWS in compact form (RFC 7515)
 */
public record ManifestSignature(ProviderId provider, String keyId, Instant signedAt, String jws) {}
