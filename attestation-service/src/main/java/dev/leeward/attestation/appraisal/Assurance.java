package dev.leeward.attestation.appraisal;

/** How strongly a result is vouched for. */
public enum Assurance {
    /** Not at all. */
    NONE,
    /** A manager vouches for it; there is no fresh quote. */
    VOUCHED,
    /** A TPM signed it over our nonce. */
    HARDWARE_QUOTE
}
