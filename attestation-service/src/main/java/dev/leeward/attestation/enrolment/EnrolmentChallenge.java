package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.enrolment.Refusal.Code;
import dev.leeward.attestation.evidence.AttestationKey;
import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.host.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An enrolment that one host may finish once, soon, by sending the secret back that only its TPM can release.
 *
 * @param id identity
 * @param host the only host that may answer
 * @param key the attestation key that will be pinned
 * @param endorsement the TPM that will have proved that it holds the key
 * @param secretDigest SHA-256 of the secret, so that whoever reads the database cannot answer
 * @param issuedAt when it was begun
 * @param expiresAt when it can no longer be finished
 * @param used whether it was answered, well or badly
 */
public record EnrolmentChallenge(
        UUID id,
        HostId host,
        AttestationKey key,
        Endorsement endorsement,
        Bytes secretDigest,
        Instant issuedAt,
        Instant expiresAt,
        boolean used) {

    /** Length of a secret in bytes. */
    public static final int SECRET_LENGTH = 32;

    public EnrolmentChallenge {
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("enrolment " + id + " expires before it is begun");
        }
    }

    /** Why it cannot be finished now with the secret; empty where it can. */
    public Optional<Refusal> refuses(Bytes secret, Instant now) {
        if (used) {
            return Optional.of(new Refusal(Code.ENROLMENT_USED, "Enrolment " + id + " was answered before."));
        }
        if (!now.isBefore(expiresAt)) {
            return Optional.of(
                    new Refusal(Code.ENROLMENT_EXPIRED, "Enrolment " + id + " expired at " + expiresAt + "."));
        }
        if (!Bytes.sha256(secret).equals(secretDigest)) {
            return Optional.of(new Refusal(
                    Code.SECRET_WRONG,
                    "The secret is not the one of enrolment " + id
                            + ": nothing proves that the TPM with endorsement key "
                            + endorsement.key().name() + " holds attestation key " + key.name() + "."));
        }
        return Optional.empty();
    }

    /** An enrolment that was never begun by the host, or was forgotten since. */
    public static Refusal unknown(UUID id) {
        return new Refusal(Code.ENROLMENT_UNKNOWN, "Enrolment " + id + " was not begun by this host.");
    }
}
