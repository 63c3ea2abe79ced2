package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.app.EnrolmentRequest;
import dev.leeward.attestation.enrolment.EndorsementVerifier;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host shows of its TPM to be enrolled.
 *
 * @param ekPublic {@code TPM2B_PUBLIC} of the endorsement key, base64
 * @param ekCertificate its certificate, as the TPM's NV index holds it: DER in base64, padding or none; or PEM
 * @param intermediates certificates between that and an endorsement root, each DER in base64 or PEM
 * @param akPublic {@code TPM2B_PUBLIC} of the attestation key, base64
 * @param akParent which key is the attestation key's parent; ENDORSEMENT_KEY where not said, and then every quote must
 *     be signed under the qualified name that follows
 */
public record EnrolmentBody(
        @NotBlank @Size(max = 2048) String ekPublic,
        @Nullable @Size(max = 16384) String ekCertificate,

        @Nullable @Size(max = EndorsementVerifier.MOST_INTERMEDIATES) List<@NotBlank @Size(max = 16384) String> intermediates,

        @NotBlank @Size(max = 2048) String akPublic,
        @Nullable Parent akParent) {

    /** Parents that an attestation key may have. */
    public enum Parent {
        ENDORSEMENT_KEY,
        OTHER
    }

    EnrolmentRequest toRequest() {
        return new EnrolmentRequest(
                Input.base64("ekPublic", ekPublic),
                ekCertificate == null || ekCertificate.isBlank() ? null : Input.der("ekCertificate", ekCertificate),
                Input.ders("intermediates", intermediates),
                Input.base64("akPublic", akPublic),
                akParent != Parent.OTHER);
    }
}
