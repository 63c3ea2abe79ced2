package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.enrolment.Refusal;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.Rejection;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.rest.PageRequest;
import dev.leeward.messaging.rest.ProblemException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what callers send, and answers what is wrong with it. */
final class Input {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\\s]*)-----END [A-Z0-9 ]+-----");

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

    /** The id that a page starts after. */
    static UUID position(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw PageRequest.invalidCursor();
        }
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

    /** A certificate or a revocation list: PEM, or DER in base64. */
    static Bytes der(String field, String value) {
        Matcher pem = PEM.matcher(value);
        return base64(field, pem.find() ? pem.group(1).replaceAll("\\s", "") : value.strip());
    }

    static List<Bytes> ders(String field, @Nullable List<String> values) {
        return values == null
                ? List.of()
                : values.stream().map(value -> der(field, value)).toList();
    }

    /** A refusal of an enrolment, or of what enrolments rest on, as a problem. */
    static ProblemException problem(String subject, Refusal refusal) {
        int status = switch (refusal.code()) {
            case ENROLMENT_UNKNOWN -> 404;
            case ANOTHER_KEY_IS_PINNED, ENDORSEMENT_KEY_TAKEN, ENROLMENT_USED, ENROLMENT_EXPIRED, ACTIVATION_REQUIRED ->
                409;
            case TOO_MANY_OPEN -> 429;
            case ENDORSEMENT_KEY_UNUSABLE,
                    ATTESTATION_KEY_UNUSABLE,
                    CERTIFICATE_MISSING,
                    CERTIFICATE_MALFORMED,
                    CERTIFICATE_OF_ANOTHER_KEY,
                    CERTIFICATE_NOT_FOR_ENDORSEMENT,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_YET_VALID,
                    CERTIFICATE_REVOKED,
                    REVOCATION_LIST_EXPIRED,
                    ROOT_UNKNOWN,
                    CHAIN_INVALID,
                    SECRET_WRONG,
                    ROOT_UNUSABLE,
                    REVOCATION_LIST_UNUSABLE -> 422;
        };
        return ProblemException.refused(
                status,
                refusal.code().toString(),
                refusal.reason(),
                subject,
                refusal.code().remedy());
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
                    REPORT_INCOMPLETE,
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
