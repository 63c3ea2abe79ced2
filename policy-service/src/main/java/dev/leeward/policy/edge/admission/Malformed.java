package dev.leeward.policy.edge.admission;

/** What came is not a review that an API server sends: it is answered with an HTTP error, which lets nothing pass either. */
final class Malformed extends Exception {

    private final int status;

    Malformed(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
