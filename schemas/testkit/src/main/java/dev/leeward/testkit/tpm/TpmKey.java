package dev.leeward.testkit.tpm;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;

/** A key of the software TPM, with its public area and name (TPM 2.0 part 2, section 12.2). */
final class TpmKey {

    static final int ALG_SHA256 = 0x000B;

    private static final int ALG_RSA = 0x0001;
    private static final int ALG_AES = 0x0006;
    private static final int ALG_SHA384 = 0x000C;
    private static final int ALG_NULL = 0x0010;
    private static final int ALG_RSASSA = 0x0014;
    private static final int ALG_ECDSA = 0x0018;
    private static final int ALG_ECC = 0x0023;
    private static final int ALG_CFB = 0x0043;
    private static final int CURVE_P256 = 0x0003;
    private static final int CURVE_P384 = 0x0004;
    private static final int RSA_BITS = 2048;

    /** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, sign. */
    private static final long AK_ATTRIBUTES = 0x0005_0072L;
    /** fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt: the TCG's low templates. */
    private static final long EK_ATTRIBUTES = 0x0003_00B2L;
    /** The same with userWithAuth: the TCG's high templates. */
    private static final long HIGH_EK_ATTRIBUTES = 0x0003_00F2L;

    private static final byte[] EK_POLICY =
            HexFormat.of().parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
    private static final byte[] HIGH_EK_POLICY = HexFormat.of()
            .parseHex("b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419ca"
                    + "cb47ba09699646150f9fc000f3f80e12");

    private final TpmKeyKind kind;
    private final String hash;
    private final PublicKey publicKey;
    private final PrivateKey privateKey;
    private final byte[] area;

    private TpmKey(TpmKeyKind kind, boolean endorsement, PublicKey publicKey, PrivateKey privateKey) {
        this.kind = kind;
        this.hash = endorsement ? kind.endorsementHash() : "SHA-256";
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.area = unique(endorsement ? endorsementArea() : attestationArea());
    }

    static TpmKey endorsement(TpmKeyKind kind) {
        KeyPair pair = generate(kind);
        return new TpmKey(kind, true, pair.getPublic(), pair.getPrivate());
    }

    static TpmKey attestation(TpmKeyKind kind) {
        if (kind == TpmKeyKind.ECC_P384) {
            throw new IllegalArgumentException("attestation keys are RSA_2048 or ECC_P256");
        }
        KeyPair pair = generate(kind);
        return new TpmKey(kind, false, pair.getPublic(), pair.getPrivate());
    }

    /** Reads what {@link #save} wrote under the same prefix, {@code ek} or {@code ak}. */
    static TpmKey load(Properties state, String prefix) {
        try {
            TpmKeyKind kind = TpmKeyKind.valueOf(value(state, prefix + ".kind"));
            KeyFactory keys = KeyFactory.getInstance(kind.jcaName());
            return new TpmKey(
                    kind,
                    prefix.equals("ek"),
                    keys.generatePublic(new X509EncodedKeySpec(decode(state, prefix + ".public"))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(decode(state, prefix + ".private"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the saved keys of the software TPM are damaged", e);
        }
    }

    void save(Properties state, String prefix) {
        Base64.Encoder base64 = Base64.getEncoder();
        state.setProperty(prefix + ".kind", kind.name());
        state.setProperty(prefix + ".public", base64.encodeToString(publicKey.getEncoded()));
        state.setProperty(prefix + ".private", base64.encodeToString(privateKey.getEncoded()));
    }

    TpmKeyKind kind() {
        return kind;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    /** The key as {@code TPM2B_PUBLIC}. */
    byte[] publicArea() {
        return new TpmBytes().sized(area).bytes();
    }

    byte[] name() {
        return tagged(area);
    }

    /** Its qualified name below a parent (TPM 2.0 part 1, section 26.5). */
    byte[] qualifiedName(byte[] parent) {
        return tagged(parent, name());
    }

    /** A {@code TPMT_SIGNATURE} with SHA-256. */
    byte[] sign(byte[] message) {
        try {
            boolean rsa = kind == TpmKeyKind.RSA_2048;
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(message);
            byte[] value = signature.sign();
            TpmBytes signed = new TpmBytes().u16(rsa ? ALG_RSASSA : ALG_ECDSA).u16(ALG_SHA256);
            return rsa
                    ? signed.sized(value).bytes()
                    : signed.sized(Arrays.copyOfRange(value, 0, 32))
                            .sized(Arrays.copyOfRange(value, 32, 64))
                            .bytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA and ECDSA", e);
        }
    }

    private TpmBytes attestationArea() {
        boolean rsa = kind == TpmKeyKind.RSA_2048;
        return new TpmBytes()
                .u16(rsa ? ALG_RSA : ALG_ECC)
                .u16(ALG_SHA256)
                .u32(AK_ATTRIBUTES)
                .sized(new byte[0])
                .u16(ALG_NULL)
                .u16(rsa ? ALG_RSASSA : ALG_ECDSA)
                .u16(ALG_SHA256);
    }

    private TpmBytes endorsementArea() {
        boolean high = kind == TpmKeyKind.ECC_P384;
        return new TpmBytes()
                .u16(kind == TpmKeyKind.RSA_2048 ? ALG_RSA : ALG_ECC)
                .u16(high ? ALG_SHA384 : ALG_SHA256)
                .u32(high ? HIGH_EK_ATTRIBUTES : EK_ATTRIBUTES)
                .sized(high ? HIGH_EK_POLICY : EK_POLICY)
                .u16(ALG_AES)
                .u16(high ? 256 : 128)
                .u16(ALG_CFB)
                .u16(ALG_NULL);
    }

    private byte[] unique(TpmBytes area) {
        if (publicKey instanceof ECPublicKey point) {
            return area.u16(kind == TpmKeyKind.ECC_P384 ? CURVE_P384 : CURVE_P256)
                    .u16(ALG_NULL)
                    .sized(fixed(point.getW().getAffineX(), kind.coordinateLength()))
                    .sized(fixed(point.getW().getAffineY(), kind.coordinateLength()))
                    .bytes();
        }
        return area.u16(RSA_BITS)
                .u32(0)
                .sized(fixed(((RSAPublicKey) publicKey).getModulus(), RSA_BITS / 8))
                .bytes();
    }

    /** Big-endian, with zeros before it. */
    static byte[] fixed(BigInteger value, int length) {
        byte[] fixed = new byte[length];
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - length);
        System.arraycopy(bytes, skip, fixed, length - (bytes.length - skip), bytes.length - skip);
        return fixed;
    }

    private byte[] tagged(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(hash);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return new TpmBytes()
                    .u16(hash.equals("SHA-384") ? ALG_SHA384 : ALG_SHA256)
                    .raw(digest.digest())
                    .bytes();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + hash, e);
        }
    }

    private static KeyPair generate(TpmKeyKind kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.jcaName());
            switch (kind) {
                case RSA_2048 -> generator.initialize(RSA_BITS);
                case ECC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case ECC_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA, P-256 and P-384", e);
        }
    }

    private static byte[] decode(Properties state, String key) {
        return Base64.getDecoder().decode(value(state, key));
    }

    private static String value(Properties state, String key) {
        String value = state.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the saved state of the software TPM lacks " + key + ": delete it, and let it be made anew");
        }
        return value;
    }
}
