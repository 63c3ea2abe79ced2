package dev.leeward.policy.edge.admission;

/** Nobody can decide about a request: it is refused, and the message says why in a sentence without its end. */
final class Undecidable extends Exception {

    Undecidable(String message) {
        super(message);
    }

    Undecidable(String message, Throwable cause) {
        super(message, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
