package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.EndorsementKey;
import dev.leeward.attestation.evidence.TpmHash;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a TPM releases only where it holds both the endorsement key that it was made for and an object of the
 * given name: the input of {@code TPM2_ActivateCredential} (TPM 2.0 part 1, section 24).
 *
 * @param blob {@code TPM2B_ID_OBJECT}
 * @param encryptedSecret {@code TPM2B_ENCRYPTED_SECRET}
 */
public record Credential(Bytes blob, Bytes encryptedSecret) {

    private static final Bytes NOTHING = Bytes.of();

    /**
     * Makes a credential, as {@code TPM2_MakeCredential} does.
     *
     * @param objectName name of the attestation key
     * @param secret at most as long as a digest of the endorsement key's name
     */
    public static Credential make(EndorsementKey key, Bytes objectName, Bytes secret, SharedSeed seed) {
        TpmHash hash = key.nameHash();
        if (secret.length() > hash.length()) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length() + " bytes is longer than a digest of " + hash.length());
        }
        Bytes storageKey = Kdf.a(hash, seed.seed(), "STORAGE", objectName, NOTHING, key.symmetricBits());
        Bytes encrypted = encrypt(storageKey, Bytes.sized(secret));
        Bytes integrityKey = Kdf.a(hash, seed.seed(), "INTEGRITY", NOTHING, NOTHING, hash.length() * 8);
        Bytes integrity = Kdf.hmac(hash, integrityKey, Bytes.concat(encrypted, objectName));
        return new Credential(
                Bytes.sized(Bytes.concat(Bytes.sized(integrity), encrypted)), Bytes.sized(seed.encrypted()));
    }

    /** The key is used once, so that the initial value may be zero. */
    private static Bytes encrypt(Bytes key, Bytes plain) {
        try {
            Cipher aes = Cipher.getInstance("AES/CFB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key.toArray(), "AES"), new IvParameterSpec(new byte[16]));
            return Bytes.of(aes.doFinal(plain.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }
}
