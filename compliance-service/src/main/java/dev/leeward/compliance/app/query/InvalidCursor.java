package dev.leeward.compliance.app.query;

/** A cursor that was never given out. */
public final class InvalidCursor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidCursor(String cursor) {
        super("Not a cursor: " + cursor);
    }
}
