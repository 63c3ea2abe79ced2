package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.ProblemException;
import java.util.Base64;

/** Reads what callers send, and answers what is wrong with it. */
final class Input {

    private Input() {}

    /** A host that is named by the path; what cannot be an id is not there. */
    static HostId host(String id) {
        if (!HostId.isValid(id)) {
            throw unknownHost(id);
        }
        return new HostId(id);
    }

    static ProblemException unknownHost(String id) {
        return ProblemException.refused(
                404,
                Rejection.Code.UNKNOWN_HOST.toString(),
                "There is no host " + id + ".",
                id,
                Rejection.Code.UNKNOWN_HOST.remedy());
    }

    static Bytes base64(String field, String value) {
        try {
            return Bytes.of(Base64.getDecoder().decode(value));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "malformed-base64",
                    "The value of " + field + " is not base64: " + e.getMessage() + ".",
                    field,
                    "Encode the bytes with the standard base64 alphabet, without line breaks.");
        }
    }

    /** A refusal of evidence as a problem. */
    static ProblemException problem(String subject, Rejection rejection) {
        int status = switch (rejection.code()) {
            case UNKNOWN_HOST, CHALLENGE_UNKNOWN -> 404;
            case HOST_NOT_ENROLLED, CHALLENGE_USED, CHALLENGE_EXPIRED -> 409;
            case MALFORMED_QUOTE,
                    QUOTE_SIGNATURE_INVALID,
                    SIGNER_MISMATCH,
                    NONCE_MISMATCH,
                    PCR_SELECTION_MISMATCH,
                    PCR_DIGEST_MISMATCH,
                    MALFORMED_EVENT_LOG,
                    EVENT_LOG_MISMATCH,
                    CLOCK_WENT_BACK -> 422;
        };
        return ProblemException.refused(
                status,
                rejection.code().toString(),
                rejection.reason(),
                subject,
                rejection.code().remedy());
    }
}
