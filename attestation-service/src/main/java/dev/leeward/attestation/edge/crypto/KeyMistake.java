package dev.leeward.attestation.edge.crypto;

/** Signing keys that cannot be used; the message says which, why, and what to do. */
final class KeyMistake extends Exception {
    private static final long serialVersionUID = 1L;

    KeyMistake(String message) {
        super(message);
    }

    KeyMistake(String message, Throwable cause) {
        super(message, cause);
    }
}
