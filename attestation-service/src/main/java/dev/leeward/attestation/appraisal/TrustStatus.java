package dev.leeward.attestation.appraisal;

/** Only {@link #TRUSTED} counts as trusted. */
public enum TrustStatus {
    /** Never appraised. */
    UNKNOWN,
    /** Appraised, and as the references say. */
    TRUSTED,
    /** Appraised, and failed. */
    UNTRUSTED,
    /** The last result has expired. */
    STALE
}
