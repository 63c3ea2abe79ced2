package dev.leeward.attestation.app;

import dev.leeward.attestation.enrolment.Endorsement;
import org.jspecify.annotations.Nullable;

/** What a host must prove before its attestation key is pinned. */
public enum EnrolmentMode {
    /** Nothing: the first key that its agent names is pinned. For trying things out, and for trusted networks. */
    PIN_ON_FIRST_USE,
    /** That one TPM holds the attestation key and the endorsement key. */
    CREDENTIAL_ACTIVATION,
    /** That as well, and that the TPM's maker, in whom an endorsement root expresses trust, vouches for the TPM. */
    ENDORSED;

    /** Whether what a TPM proved when the host was enrolled is enough now; null where none did. */
    boolean accepts(@Nullable Endorsement proved) {
        return switch (this) {
            case PIN_ON_FIRST_USE -> true;
            case CREDENTIAL_ACTIVATION -> proved != null;
            case ENDORSED -> proved != null && proved.root() != null;
        };
    }
}
