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
import java.util.Arrays;

/** Reads the key at the end of a public area, and makes sure that it is one. */
final class PublicKeys {

    /** Curves that keys may be on. */
    enum Curve {
        P256(0x0003, "P-256", "secp256r1", 32),
        P384(0x0004, "P-384", "secp384r1", 48);

        private final int tpmAlgorithm;
        private final String name;
        private final String jcaName;
        private final int coordinateLength;

        Curve(int tpmAlgorithm, String name, String jcaName, int coordinateLength) {
            this.tpmAlgorithm = tpmAlgorithm;
            this.name = name;
            this.jcaName = jcaName;
            this.coordinateLength = coordinateLength;
        }
    }

    private PublicKeys() {}

    /** Key size, exponent and modulus of 2048 bits. */
    static PublicKey rsa2048(Wire in) throws Malformed {
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
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    /** Curve, no key derivation, and a point that is on the curve. */
    static PublicKey ecc(Wire in, Curve... allowed) throws Malformed {
        Curve curve = curve(in.u16("curveID"), allowed);
        in.expect(TpmAlgorithm.NULL, in.u16("kdf"), "kdf");
        BigInteger x =
                new BigInteger(1, in.sized(curve.coordinateLength, "unique.x").toArray());
        BigInteger y =
                new BigInteger(1, in.sized(curve.coordinateLength, "unique.y").toArray());
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve.jcaName));
            ECParameterSpec specification = parameters.getParameterSpec(ECParameterSpec.class);
            requireOnCurve(specification.getCurve(), x, y, curve.name);
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), specification));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + curve.name, e);
        }
    }

    private static Curve curve(int tpmAlgorithm, Curve... allowed) throws Malformed {
        for (Curve curve : allowed) {
            if (curve.tpmAlgorithm == tpmAlgorithm) {
                return curve;
            }
        }
        throw new Malformed("curveID is 0x%04x, not one of %s"
                .formatted(
                        tpmAlgorithm,
                        Arrays.stream(allowed).map(curve -> curve.name).toList()));
    }

    private static void requireOnCurve(EllipticCurve curve, BigInteger x, BigInteger y, String name) throws Malformed {
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        BigInteger right =
                x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
            throw new Malformed("unique is not a point of the curve " + name);
        }
    }
}
