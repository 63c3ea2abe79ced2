package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;

/**
 * A random seed, and the form in which only one TPM can read it.
 *
 * @param seed as long as a digest of the endorsement key's name
 * @param encrypted content of the {@code TPM2B_ENCRYPTED_SECRET} that the endorsement key turns into the seed
 */
public record SharedSeed(Bytes seed, Bytes encrypted) {

    /** The label of seeds that protect credentials (TPM 2.0 part 1, section 24). */
    public static final String LABEL = "IDENTITY";

    /** Where seeds come from: a cryptographically strong source. */
    @FunctionalInterface
    public interface Source {

        /** A new seed for the TPM that holds the key (TPM 2.0 part 1, annexes B.10.3 and C.6.1). */
        SharedSeed share(EndorsementKey key);
    }
}
