package dev.leeward.attestation.appraisal;

/** How strongly a result is vouched for. */
public enum Assurance {
    /** Not at all. */
    NONE,
    /**
     * A manager such as a vCenter told us the measurements. There is no nonce of ours and no signature to check: the
     * result is as good as the manager and the way to it.
     */
    VOUCHED,
    /** A TPM signed it over our nonce. */
    HARDWARE_QUOTE
}
