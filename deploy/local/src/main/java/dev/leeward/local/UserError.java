package dev.leeward.local;

/** What the user can mend: the message names the subject and the remedy, and no stack trace follows it. */
public final class UserError extends RuntimeException {

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
