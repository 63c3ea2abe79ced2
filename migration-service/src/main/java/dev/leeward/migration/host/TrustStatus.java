package dev.leeward.migration.host;

/** Outcome of attestation; only {@link #TRUSTED} counts as trusted. */
public enum TrustStatus {
    TRUSTED,
    UNTRUSTED,
    UNKNOWN,
    STALE
}
