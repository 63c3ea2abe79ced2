package dev.leeward.attestation.enrolment;

/**
 * Why an enrolment was refused. What was pinned before stays pinned.
 *
 * @param code machine-readable
 * @param reason in words, naming what differs
 */
public record Refusal(Code code, String reason) {

    /** The ways in which an enrolment can go wrong, with the remedy for each. */
    public enum Code {
        ENDORSEMENT_KEY_UNUSABLE(
                "endorsement-key-unusable",
                "Send the public area of an endorsement key of a TCG template: RSA 2048, ECC P-256 or ECC P-384."),
        ATTESTATION_KEY_UNUSABLE(
                "attestation-key-unusable",
                "Create a restricted signing key in the TPM: ECDSA P-256 or RSASSA 2048 bits, with SHA-256."),
        CERTIFICATE_MISSING(
                "endorsement-certificate-missing",
                "Send the certificate from the TPM's NV index 0x1c00002, 0x1c0000a or 0x1c00016, or from the maker."),
        CERTIFICATE_MALFORMED(
                "endorsement-certificate-malformed", "Send X.509 certificates, each as DER in base64 or as PEM."),
        CERTIFICATE_OF_ANOTHER_KEY(
                "endorsement-certificate-of-another-key",
                "Send the certificate that belongs to the endorsement key: RSA and ECC keys have one each."),
        CERTIFICATE_NOT_FOR_ENDORSEMENT(
                "endorsement-certificate-wrong-purpose",
                "Send the certificate of the endorsement key, not one of the platform or of an authority."),
        CERTIFICATE_EXPIRED("endorsement-certificate-expired", "Ask the TPM's maker for a new certificate."),
        CERTIFICATE_NOT_YET_VALID(
                "endorsement-certificate-not-yet-valid", "Check the clocks; a certificate counts from its first day."),
        CERTIFICATE_REVOKED(
                "endorsement-certificate-revoked", "Do not trust this TPM: ask its maker why, and replace it."),
        REVOCATION_LIST_EXPIRED(
                "revocation-list-expired", "Have an administrator upload the issuer's newest revocation list."),
        ROOT_UNKNOWN(
                "endorsement-root-unknown",
                "Have an administrator add the maker's root to the endorsement roots, and send all intermediates."),
        CHAIN_INVALID("endorsement-chain-invalid", "Send the intermediates that the TPM's maker publishes."),
        ACTIVATION_REQUIRED(
                "credential-activation-required",
                "Enrol by POST /v1/hosts/{host}/enrolments, as leeward-agent enrol does."),
        ANOTHER_KEY_IS_PINNED(
                "attestation-key-pinned",
                "Find out why the key changed; then have an administrator enrol the new one."),
        ENDORSEMENT_KEY_TAKEN(
                "endorsement-key-taken",
                "A TPM speaks for one host: take the other one out of the inventory, or enrol it with its own TPM."),
        TOO_MANY_OPEN("too-many-enrolments", "Finish one of them, or wait until they expire."),
        ENROLMENT_UNKNOWN("enrolment-unknown", "Begin an enrolment, and finish that one."),
        ENROLMENT_USED("enrolment-used", "Begin a new enrolment: each is good for one answer."),
        ENROLMENT_EXPIRED("enrolment-expired", "Begin a new enrolment, and finish it at once."),
        SECRET_WRONG(
                "enrolment-secret-wrong",
                "Have the TPM that holds both keys release the secret, with TPM2_ActivateCredential."),
        ROOT_UNUSABLE("endorsement-root-unusable", "Add a certificate of an authority that is valid now."),
        REVOCATION_LIST_UNUSABLE(
                "revocation-list-unusable",
                "Upload a whole revocation list of the root, or of an intermediate that is sent along.");

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
