package dev.leeward.testkit.tpm;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A host that can prove what it booted, and which TPM it has. */
public interface AttestingHost {

    /** The attestation key as {@code TPM2B_PUBLIC}, for {@code PUT /v1/hosts/{id}/attestation-key}. */
    byte[] attestationPublic();

    /** The endorsement key, which is its parent, as {@code TPM2B_PUBLIC}. */
    byte[] endorsementPublic();

    /** The certificate of the endorsement key, X.509 in DER, where the TPM has one. */
    Optional<byte[]> endorsementCertificate();

    /** Certificates between that and its maker's root, X.509 in DER. */
    default List<byte[]> intermediates() {
        return List.of();
    }

    /**
     * Has the TPM release the secret of a credential.
     *
     * @param credentialBlob {@code TPM2B_ID_OBJECT}
     * @param encryptedSecret {@code TPM2B_ENCRYPTED_SECRET}
     */
    byte[] activate(byte[] credentialBlob, byte[] encryptedSecret);

    /** Answers a challenge: quotes the selected PCRs of the SHA-256 bank over the nonce. */
    HostEvidence evidence(byte[] nonce, int... selection);

    /** The body of {@code POST /v1/hosts/{id}/enrolments}. */
    default String enrolmentJson() {
        Base64.Encoder base64 = Base64.getEncoder();
        StringBuilder json = new StringBuilder("{");
        Json.member(json, "ekPublic", base64.encodeToString(endorsementPublic()))
                .append(',');
        Json.member(json, "akPublic", base64.encodeToString(attestationPublic()));
        endorsementCertificate()
                .ifPresent(certificate ->
                        Json.member(json.append(','), "ekCertificate", base64.encodeToString(certificate)));
        json.append(",\"intermediates\":[");
        String separator = "";
        for (byte[] intermediate : intermediates()) {
            Json.text(json.append(separator), base64.encodeToString(intermediate));
            separator = ",";
        }
        return json.append("]}").toString();
    }

    /** The body of {@code POST /v1/hosts/{id}/enrolments/{enrolment}/activation}. */
    static String activationJson(byte[] secret) {
        return Json.member(new StringBuilder("{"), "secret", Base64.getEncoder().encodeToString(secret))
                .append('}')
                .toString();
    }
}
