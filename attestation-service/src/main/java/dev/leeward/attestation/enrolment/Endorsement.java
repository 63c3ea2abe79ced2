package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.EndorsementKey;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the TPM that holds an attestation key.
 *
 * @param key its endorsement key
 * @param parentOfAttestationKey whether that is the attestation key's parent
 * @param certificate what the maker certifies of it; null where no certificate was sent
 * @param root the endorsement root that the certificate chains to; null where it chains to none, or there is none
 */
public record Endorsement(
        EndorsementKey key,
        boolean parentOfAttestationKey,
        @Nullable EndorsementCertificate certificate,
        @Nullable UUID root) {

    public Endorsement {
        if (root != null && certificate == null) {
            throw new IllegalArgumentException("endorsement root " + root + " vouches for no certificate");
        }
    }

    /** The attestation key as pinned once the TPM has proved that it holds it. */
    public PinnedKey bind(AttestationKey attestationKey) {
        return new PinnedKey(
                attestationKey.name(),
                new Binding.CredentialActivation(
                        key.name(),
                        parentOfAttestationKey
                                ? Optional.of(attestationKey.qualifiedNameBelow(key))
                                : Optional.empty()));
    }
}
