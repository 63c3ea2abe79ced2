package dev.leeward.policy.edge.crypto;

/** Authorities that cannot be used; the message says which, why, and what to do. */
final class AuthorityMistake extends Exception {
    private static final long serialVersionUID = 1L;

    AuthorityMistake(String message) {
        super(message);
    }

    AuthorityMistake(String message, Throwable cause) {
        super(message, cause);
    }
}
