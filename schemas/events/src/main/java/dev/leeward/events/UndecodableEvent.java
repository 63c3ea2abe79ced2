package dev.leeward.events;

import org.jspecify.annotations.Nullable;

/** A record is not an event that this version can read. It will not get better by trying again. */
public final class UndecodableEvent extends RuntimeException {
    /** Why not. */
    public enum Code {
        /** No value, no leading zero byte, or too short for a schema id. */
        NOT_WIRE_FORMAT("not-wire-format"),
        /** Longer than an event may be. */
        TOO_LARGE("too-large"),
        /** The schema id was never released, or by a newer version than this one. */
        UNKNOWN_SCHEMA_ID("unknown-schema-id"),
        /** The bytes end before the event does, or a length in them reaches past their end. */
        TRUNCATED("truncated"),
        /** The event ends before the bytes do. */
        TRAILING_BYTES("trailing-bytes"),
        /** The bytes are not what the schema says. */
        MALFORMED("malformed"),
        /** The envelope names another event than the schema does. */
        TYPE_MISMATCH("type-mismatch");

        private final String text;

        Code(String text) {
            this.text = text;
        }

        /** The code as it appears in headers, logs and metrics. */
        @Override
        public String toString() {
            return text;
        }
    }

    private static final long serialVersionUID = 1L;

    private final Code code;

    UndecodableEvent(Code code, String message) {
        this(code, message, null);
    }

    UndecodableEvent(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Why not; its text is stable. */
    public String code() {
        return code.toString();
    }
}
