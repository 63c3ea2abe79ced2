package dev.leeward.policy.edge.vsphere;

/** What a decision needs to know could not be read from the vCenter; the message says why, in a sentence. */
final class LookUpFailed extends Exception {

    private final boolean notAuthenticated;

    LookUpFailed(String message) {
        this(message, false);
    }

    LookUpFailed(String message, boolean notAuthenticated) {
        super(message);
        this.notAuthenticated = notAuthenticated;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** Whether the session is none, or has ended. */
    boolean notAuthenticated() {
        return notAuthenticated;
    }
}
