package dev.leeward.policy.policy;

/** What was decided, the strictest last; anything but {@link #ALLOW} blocks. */
public enum Effect {
    /** Go on. */
    ALLOW,
    /** A second person must agree first. */
    PENDING_APPROVAL,
    /** Nobody can say, so: no. */
    INDETERMINATE,
    /** No. */
    DENY
}
