package dev.leeward.attestation.evidence;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;

/**
 * An attestation key: a restricted signing key that never leaves its TPM.
 *
 * @param publicArea the {@code TPM2B_PUBLIC} that it was read from
 * @param name its name, computed here: algorithm and digest of the public area (TPM 2.0 part 1, section 16)
 * @param scheme how it signs
 * @param key for checking signatures
 */
public record AttestationKey(Bytes publicArea, Bytes name, SignatureScheme scheme, PublicKey key) {

    private static final long FIXED_TPM = 1L << 1;
    private static final long FIXED_PARENT = 1L << 4;
    private static final long SENSITIVE_DATA_ORIGIN = 1L << 5;
    private static final long RESTRICTED = 1L << 16;
    private static final long DECRYPT = 1L << 17;
    private static final long SIGN = 1L << 18;

    private static final int MAX_LENGTH = 1024;

    /** Parses a {@code TPM2B_PUBLIC} and refuses a key that cannot attest; the message says what is wrong with it. */
    public static AttestationKey parse(Bytes publicArea) throws Malformed {
        if (publicArea.length() > MAX_LENGTH) {
            throw new Malformed(
                    "TPM2B_PUBLIC has " + publicArea.length() + " bytes, at most " + MAX_LENGTH + " are read");
        }
        Wire outer = Wire.tpm(publicArea);
        Bytes area = outer.sized(MAX_LENGTH, "TPM2B_PUBLIC");
        outer.end("TPM2B_PUBLIC");

        Wire in = Wire.tpm(area);
        int type = in.u16("type");
        in.expect(TpmAlgorithm.SHA256, in.u16("nameAlg"), "nameAlg");
        checkAttributes(in.u32("objectAttributes"));
        in.sized(64, "authPolicy");
        in.expect(TpmAlgorithm.NULL, in.u16("symmetric"), "symmetric");
        AttestationKey key = switch (type) {
            case TpmAlgorithm.ECC -> ecdsa(in, publicArea, area);
            case TpmAlgorithm.RSA -> rsassa(in, publicArea, area);
            default -> throw new Malformed("type is 0x%04x, neither RSA nor ECC".formatted(type));
        };
        in.end("TPMT_PUBLIC");
        return key;
    }

    private static void checkAttributes(long attributes) throws Malformed {
        require(attributes, FIXED_TPM, "fixedTPM");
        require(attributes, FIXED_PARENT, "fixedParent");
        require(attributes, SENSITIVE_DATA_ORIGIN, "sensitiveDataOrigin");
        require(attributes, RESTRICTED, "restricted");
        require(attributes, SIGN, "sign");
        if ((attributes & DECRYPT) != 0) {
            throw new Malformed("objectAttributes has decrypt: an attestation key only signs");
        }
    }

    private static void require(long attributes, long bit, String name) throws Malformed {
        if ((attributes & bit) == 0) {
            throw new Malformed("objectAttributes lacks " + name + ": this is no attestation key");
        }
    }

    private static AttestationKey ecdsa(Wire in, Bytes publicArea, Bytes area) throws Malformed {
        in.expect(TpmAlgorithm.ECDSA, in.u16("scheme"), "scheme");
        in.expect(TpmAlgorithm.SHA256, in.u16("scheme.hashAlg"), "scheme.hashAlg");
        in.expect(TpmAlgorithm.CURVE_P256, in.u16("curveID"), "curveID");
        in.expect(TpmAlgorithm.NULL, in.u16("kdf"), "kdf");
        BigInteger x = new BigInteger(1, in.sized(32, "unique.x").toArray());
        BigInteger y = new BigInteger(1, in.sized(32, "unique.y").toArray());
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            ECParameterSpec p256 = parameters.getParameterSpec(ECParameterSpec.class);
            requireOnCurve(p256.getCurve(), x, y);
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), p256));
            return new AttestationKey(publicArea, nameOf(area), SignatureScheme.ECDSA_P256_SHA256, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static void requireOnCurve(EllipticCurve curve, BigInteger x, BigInteger y) throws Malformed {
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger right =
                x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
            throw new Malformed("unique is not a point of the curve P-256");
        }
    }

    private static AttestationKey rsassa(Wire in, Bytes publicArea, Bytes area) throws Malformed {
        in.expect(TpmAlgorithm.RSASSA, in.u16("scheme"), "scheme");
        in.expect(TpmAlgorithm.SHA256, in.u16("scheme.hashAlg"), "scheme.hashAlg");
        in.expect(2048, in.u16("keyBits"), "keyBits");
        long exponent = in.u32("exponent");
        if (exponent != 0 && exponent != 65_537) {
            throw new Malformed("exponent is " + exponent + ", not 65537");
        }
        BigInteger modulus = new BigInteger(1, in.sized(256, "unique").toArray());
        if (modulus.bitLength() != 2048 || !modulus.testBit(0)) {
            throw new Malformed("unique is not an RSA modulus of 2048 bits");
        }
        try {
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
            return new AttestationKey(publicArea, nameOf(area), SignatureScheme.RSASSA_2048_SHA256, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static Bytes nameOf(Bytes area) {
        return Bytes.ofHex("000b" + Bytes.sha256(area).hex());
    }
}
