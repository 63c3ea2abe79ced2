package dev.leeward.testkit.tpm;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;

/** The two keys of the software TPM, with their public areas and names (TPM 2.0 part 2, section 12.2). */
final class TpmKeys {

    static final int ALG_SHA256 = 0x000B;
    static final int ALG_NULL = 0x0010;
    static final int ALG_ECDSA = 0x0018;

    private static final int ALG_ECC = 0x0023;
    private static final int ALG_AES = 0x0006;
    private static final int ALG_CFB = 0x0043;
    private static final int CURVE_P256 = 0x0003;
    /** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, sign. */
    private static final long AK_ATTRIBUTES = 0x0005_0072L;
    /** fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt: the TCG's EK template. */
    private static final long EK_ATTRIBUTES = 0x0003_00B2L;

    private static final byte[] EK_POLICY =
            HexFormat.of().parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
    private static final byte[] ENDORSEMENT_HANDLE = {0x40, 0, 0, 0x0B};

    private final ECPublicKey endorsement;
    private final ECPublicKey attestation;
    private final PrivateKey signing;

    private TpmKeys(ECPublicKey endorsement, ECPublicKey attestation, PrivateKey signing) {
        this.endorsement = endorsement;
        this.attestation = attestation;
        this.signing = signing;
    }

    static TpmKeys generate() {
        KeyPair attestation = newPair();
        return new TpmKeys(
                (ECPublicKey) newPair().getPublic(), (ECPublicKey) attestation.getPublic(), attestation.getPrivate());
    }

    static TpmKeys load(Properties state) {
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            return new TpmKeys(
                    (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(decode(state, "ek.public"))),
                    (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(decode(state, "ak.public"))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(decode(state, "ak.private"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the saved keys of the software TPM are damaged", e);
        }
    }

    void save(Properties state) {
        Base64.Encoder base64 = Base64.getEncoder();
        state.setProperty("ek.public", base64.encodeToString(endorsement.getEncoded()));
        state.setProperty("ak.public", base64.encodeToString(attestation.getEncoded()));
        state.setProperty("ak.private", base64.encodeToString(signing.getEncoded()));
    }

    ECPublicKey attestationKey() {
        return attestation;
    }

    /** The attestation key as {@code TPM2B_PUBLIC}. */
    byte[] attestationPublic() {
        return new TpmBytes().sized(attestationArea()).bytes();
    }

    byte[] attestationName() {
        return name(attestationArea());
    }

    /** Qualified name of the attestation key below the endorsement key (TPM 2.0 part 1, section 26.5). */
    byte[] qualifiedSigner() {
        byte[] endorsementName = qualified(ENDORSEMENT_HANDLE, name(endorsementArea()));
        return qualified(endorsementName, attestationName());
    }

    /** A {@code TPMT_SIGNATURE} by ECDSA with SHA-256. */
    byte[] sign(byte[] message) {
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
            ecdsa.initSign(signing);
            ecdsa.update(message);
            byte[] rs = ecdsa.sign();
            byte[] r = Arrays.copyOfRange(rs, 0, 32);
            byte[] s = Arrays.copyOfRange(rs, 32, 64);
            return new TpmBytes()
                    .u16(ALG_ECDSA)
                    .u16(ALG_SHA256)
                    .sized(r)
                    .sized(s)
                    .bytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with ECDSA P-256", e);
        }
    }

    private byte[] attestationArea() {
        return point(
                new TpmBytes()
                        .u16(ALG_ECC)
                        .u16(ALG_SHA256)
                        .u32(AK_ATTRIBUTES)
                        .sized(new byte[0])
                        .u16(ALG_NULL)
                        .u16(ALG_ECDSA)
                        .u16(ALG_SHA256),
                attestation);
    }

    private byte[] endorsementArea() {
        return point(
                new TpmBytes()
                        .u16(ALG_ECC)
                        .u16(ALG_SHA256)
                        .u32(EK_ATTRIBUTES)
                        .sized(EK_POLICY)
                        .u16(ALG_AES)
                        .u16(128)
                        .u16(ALG_CFB)
                        .u16(ALG_NULL),
                endorsement);
    }

    private static byte[] point(TpmBytes area, ECPublicKey key) {
        return area.u16(CURVE_P256)
                .u16(ALG_NULL)
                .sized(coordinate(key.getW().getAffineX()))
                .sized(coordinate(key.getW().getAffineY()))
                .bytes();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] fixed = new byte[32];
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, fixed, 32 - (bytes.length - skip), bytes.length - skip);
        return fixed;
    }

    private static byte[] name(byte[] area) {
        return new TpmBytes().u16(ALG_SHA256).raw(TpmBytes.sha256(area)).bytes();
    }

    private static byte[] qualified(byte[] parent, byte[] name) {
        return new TpmBytes().u16(ALG_SHA256).raw(TpmBytes.sha256(parent, name)).bytes();
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static byte[] decode(Properties state, String key) {
        String value = state.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("the saved state of the software TPM lacks " + key);
        }
        return Base64.getDecoder().decode(value);
    }
}
