package dev.leeward.policy.placement;

/** What became of checking a signed attestation result. */
public sealed interface Signature {
    /** A key that counts signed this. */
    record Genuine(AttestationResult result) implements Signature {}

    /** There is no result to check. */
    record Missing() implements Signature {}

    /** No key that counts signed it; the reason says what is wrong, and what to do. */
    record Refused(String reason) implements Signature {}
}
