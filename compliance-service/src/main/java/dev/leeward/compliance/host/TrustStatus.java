package dev.leeward.compliance.host;

/** Whether a host, or a part of it, is trusted. Only {@link #TRUSTED} counts as trusted. */
public enum TrustStatus {
    /** Never appraised. */
    UNKNOWN,
    /** Appraised against the reference values, and good. */
    TRUSTED,
    /** Appraised against the reference values, and not good. */
    UNTRUSTED,
    /** The last result has expired. */
    STALE
}
