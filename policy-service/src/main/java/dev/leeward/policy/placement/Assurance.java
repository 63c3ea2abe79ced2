package dev.leeward.policy.placement;

/** How strongly an attestation result is vouched for. */
public enum Assurance {
    /** Not at all. */
    NONE,
    /** By a manager such as vCenter, without a nonce. */
    VOUCHED,
    /** By a quote of the host's own TPM over a fresh nonce. */
    HARDWARE_QUOTE
}
