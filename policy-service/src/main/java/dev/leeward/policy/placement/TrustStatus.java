package dev.leeward.policy.placement;

/** Only {@link #TRUSTED} counts as trusted. */
public enum TrustStatus {
    /** Never appraised. */
    UNKNOWN,
    /** Appraised, and every part is as the reference says. */
    TRUSTED,
    /** Appraised and failed. */
    UNTRUSTED,
    /** The last result has expired. */
    STALE
}
