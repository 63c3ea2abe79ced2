package dev.leeward.attestation.evidence;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/** An RSA attestation key outside of any TPM: it signs what it is given, in the structures of a TPM. */
record RsaAttester(KeyPair keys) {

    static RsaAttester create(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return new RsaAttester(generator.generateKeyPair());
    }

    /** As {@code TPM2B_PUBLIC}, with the attributes of an attestation key. */
    Bytes publicArea() {
        byte[] signed = ((RSAPublicKey) keys.getPublic()).getModulus().toByteArray();
        byte[] modulus = Arrays.copyOfRange(signed, signed.length % 2, signed.length);
        ByteArrayOutputStream area = new ByteArrayOutputStream();
        area.writeBytes(Bytes.ofHex("0001000b0005007200000010" + "0014000b").toArray());
        area.writeBytes(
                Bytes.ofHex("%04x".formatted(8 * modulus.length) + "00000000").toArray());
        area.writeBytes(Bytes.ofHex("%04x".formatted(modulus.length)).toArray());
        area.writeBytes(modulus);
        return Bytes.ofHex(
                "%04x".formatted(area.size()) + Bytes.of(area.toByteArray()).hex());
    }

    /** A {@code TPMT_SIGNATURE} by RSASSA with SHA-256. */
    Bytes sign(Bytes message) throws GeneralSecurityException {
        Signature rsassa = Signature.getInstance("SHA256withRSA");
        rsassa.initSign(keys.getPrivate());
        rsassa.update(message.toArray());
        Bytes signature = Bytes.of(rsassa.sign());
        return Bytes.ofHex("0014000b" + "%04x".formatted(signature.length()) + signature.hex());
    }
}
