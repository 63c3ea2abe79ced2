package dev.leeward.attestation.reference;

import dev.leeward.attestation.evidence.Bytes;

/**
 * One known-good measurement.
 *
 * @param pcr PCR that it is extended into
 * @param digest SHA-256 that is extended
 * @param description what is measured
 */
public record ReferenceValue(int pcr, Bytes digest, String description) {

    public ReferenceValue {
        if (digest.length() != 32) {
            throw new IllegalArgumentException(
                    "digest of \"" + description + "\" has " + digest.length() + " bytes, SHA-256 has 32");
        }
    }
}
