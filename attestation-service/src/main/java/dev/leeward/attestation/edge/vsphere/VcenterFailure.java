package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.SourceFailure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A vCenter could not be read: why, and what to do about it. */
final class VcenterFailure extends Exception {

    /** The ways in which it can go wrong. */
    enum Code {
        UNREACHABLE,
        CERTIFICATE_NOT_TRUSTED,
        TIMED_OUT,
        UNEXPECTED_STATUS,
        MALFORMED_ANSWER,
        ANSWER_TOO_LARGE,
        LOGIN_REFUSED,
        NOT_AUTHENTICATED,
        NO_PERMISSION,
        NOT_SUPPORTED,
        FAULT,
        NOT_A_VCENTER,
        PASSWORD_MISSING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Code code;
    private final String remedy;

    VcenterFailure(Code code, String message, String remedy) {
        this(code, message, remedy, null);
    }

    VcenterFailure(Code code, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.remedy = remedy;
    }

    Code code() {
        return code;
    }

    SourceFailure toSourceFailure() {
        return new SourceFailure(code.toString(), String.valueOf(getMessage()), remedy);
    }
}
