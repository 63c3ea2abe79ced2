package dev.leeward.testkit.tpm;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** {@code TPM2_ActivateCredential} (TPM 2.0 part 3, section 12.5), with an endorsement key whose private half is here. */
final class CredentialRelease {

    private static final byte[] IDENTITY = text("IDENTITY");

    private final TpmKey endorsement;
    private final String hash;
    private final int symmetricBits;

    CredentialRelease(TpmKey endorsement) {
        this.endorsement = endorsement;
        this.hash = endorsement.kind().endorsementHash();
        this.symmetricBits = endorsement.kind() == TpmKeyKind.ECC_P384 ? 256 : 128;
    }

    /**
     * Releases the secret of a credential for an object of the given name.
     *
     * @throws IllegalArgumentException as a TPM answers TPM_RC_INTEGRITY: for another TPM, another object, or altered
     */
    byte[] release(byte[] credentialBlob, byte[] encryptedSecret, byte[] objectName) {
        try {
            ByteBuffer blob = ByteBuffer.wrap(sized(ByteBuffer.wrap(credentialBlob)));
            byte[] integrity = sized(blob);
            byte[] encrypted = rest(blob);
            byte[] seed = seed(sized(ByteBuffer.wrap(encryptedSecret)));
            byte[] integrityKey = kdfa(seed, "INTEGRITY", new byte[0], digestLength() * 8);
            if (!MessageDigest.isEqual(integrity, hmac(integrityKey, encrypted, objectName))) {
                throw new IllegalArgumentException("TPM_RC_INTEGRITY: the credential is not for this TPM and this key");
            }
            Cipher aes = Cipher.getInstance("AES/CFB/NoPadding");
            aes.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(kdfa(seed, "STORAGE", objectName, symmetricBits), "AES"),
                    new IvParameterSpec(new byte[16]));
            return sized(ByteBuffer.wrap(aes.doFinal(encrypted)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TPM_RC_INTEGRITY: the secret is not encrypted to this TPM", e);
        }
    }

    private byte[] seed(byte[] encrypted) throws GeneralSecurityException {
        if (endorsement.kind() == TpmKeyKind.RSA_2048) {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(
                    Cipher.DECRYPT_MODE,
                    endorsement.privateKey(),
                    new OAEPParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), new PSource.PSpecified(IDENTITY)));
            return oaep.doFinal(encrypted);
        }
        ByteBuffer point = ByteBuffer.wrap(encrypted);
        byte[] x = sized(point);
        byte[] y = sized(point);
        ECPublicKey mine = (ECPublicKey) endorsement.publicKey();
        KeyAgreement ecdh = KeyAgreement.getInstance("ECDH");
        ecdh.init(endorsement.privateKey());
        ecdh.doPhase(
                KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(
                                new ECPoint(new BigInteger(1, x), new BigInteger(1, y)), mine.getParams())),
                true);
        MessageDigest kdfe = MessageDigest.getInstance(hash);
        kdfe.update(new byte[] {0, 0, 0, 1});
        kdfe.update(ecdh.generateSecret());
        kdfe.update(IDENTITY);
        kdfe.update(x);
        kdfe.update(TpmKey.fixed(mine.getW().getAffineX(), endorsement.kind().coordinateLength()));
        return kdfe.digest();
    }

    private byte[] kdfa(byte[] key, String label, byte[] context, int bits) throws GeneralSecurityException {
        ByteArrayOutputStream derived = new ByteArrayOutputStream();
        for (int block = 1; derived.size() < bits / 8; block++) {
            derived.writeBytes(hmac(
                    key,
                    new TpmBytes()
                            .u32(block)
                            .raw(text(label))
                            .raw(context)
                            .u32(bits)
                            .bytes()));
        }
        return Arrays.copyOf(derived.toByteArray(), bits / 8);
    }

    private byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + hash.replace("-", ""));
        mac.init(new SecretKeySpec(key, "HMAC"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private int digestLength() {
        return hash.equals("SHA-384") ? 48 : 32;
    }

    private static byte[] text(String label) {
        return (label + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sized(ByteBuffer in) {
        byte[] content = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(content);
        return content;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] content = new byte[in.remaining()];
        in.get(content);
        return content;
    }
}
