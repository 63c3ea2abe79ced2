package dev.leeward.attestation.evidence;

/**
 * Why evidence was refused before it was appraised. The former verdict stays as it is.
 *
 * @param code machine-readable
 * @param reason in words, naming what differs
 */
public record Rejection(Code code, String reason) {

    /** The ways in which evidence can be bad, with the remedy for each. */
    public enum Code {
        UNKNOWN_HOST("unknown-host", "Add the host to the inventory."),
        HOST_NOT_ENROLLED("host-not-enrolled", "Enrol the host first: leeward-agent enrol."),
        CHALLENGE_UNKNOWN("challenge-unknown", "Ask for a challenge, and answer that one."),
        CHALLENGE_USED("challenge-used", "Ask for a new challenge: each is good for one answer."),
        CHALLENGE_EXPIRED("challenge-expired", "Ask for a new challenge, and answer it at once."),
        MALFORMED_QUOTE("malformed-quote", "Send the TPMS_ATTEST and TPMT_SIGNATURE exactly as the TPM returned them."),
        QUOTE_SIGNATURE_INVALID(
                "quote-signature-invalid", "Quote with the attestation key that is pinned for this host."),
        SIGNER_MISMATCH("signer-mismatch", "Enrol the host again: its attestation key has moved to another parent."),
        NONCE_MISMATCH("nonce-mismatch", "Quote with the nonce of the challenge that is answered."),
        PCR_SELECTION_MISMATCH(
                "pcr-selection-mismatch", "Quote the PCRs that the challenge names, no more and no fewer."),
        PCR_DIGEST_MISMATCH(
                "pcr-digest-mismatch", "Send the PCR values that were quoted; read them again if they changed."),
        MALFORMED_EVENT_LOG("malformed-event-log", "Send the binary TCG crypto-agile event log of this boot."),
        EVENT_LOG_MISMATCH("event-log-mismatch", "Send the whole event log of this boot, measured launch included."),
        REPORT_INCOMPLETE(
                "report-incomplete",
                "Activate the sha256 bank of the host's TPM 2.0 and its measured launch (Intel TXT), and reboot it."),
        CLOCK_WENT_BACK(
                "clock-went-back",
                "Attest again: answers may have crossed at a reboot. If that is refused too, find out why the TPM is older"
                        + " than it was, then enrol the host again.");

        private final String text;
        private final String remedy;

        Code(String text, String remedy) {
            this.text = text;
            this.remedy = remedy;
        }

        /** What the caller can do about it. */
        public String remedy() {
            return remedy;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
