package dev.leeward.attestation.app;

import dev.leeward.attestation.evidence.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host shows of its TPM to be enrolled.
 *
 * @param endorsementKey {@code TPM2B_PUBLIC} of the endorsement key
 * @param certificate its certificate, X.509 in DER; null where there is none
 * @param intermediates certificates between that and a root, X.509 in DER
 * @param attestationKey {@code TPM2B_PUBLIC} of the attestation key
 * @param parentOfAttestationKey whether the endorsement key is the attestation key's parent
 */
public record EnrolmentRequest(
        Bytes endorsementKey,
        @Nullable Bytes certificate,
        List<Bytes> intermediates,
        Bytes attestationKey,
        boolean parentOfAttestationKey) {

    public EnrolmentRequest {
        intermediates = List.copyOf(intermediates);
    }
}
