package dev.leeward.attestation.edge.rest;

import dev.leeward.attestation.enrolment.Credential;
import dev.leeward.attestation.enrolment.EnrolmentChallenge;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * An enrolment that was begun: have {@code TPM2_ActivateCredential} release the secret, and send it, once, in time.
 *
 * @param enrolmentId identifier
 * @param credentialBlob {@code TPM2B_ID_OBJECT}, base64
 * @param encryptedSecret {@code TPM2B_ENCRYPTED_SECRET}, base64
 * @param expiresAt when it can no longer be finished
 */
public record EnrolmentView(UUID enrolmentId, String credentialBlob, String encryptedSecret, Instant expiresAt) {

    static EnrolmentView of(EnrolmentChallenge challenge, Credential credential) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new EnrolmentView(
                challenge.id(),
                base64.encodeToString(credential.blob().toArray()),
                base64.encodeToString(credential.encryptedSecret().toArray()),
                challenge.expiresAt());
    }
}
