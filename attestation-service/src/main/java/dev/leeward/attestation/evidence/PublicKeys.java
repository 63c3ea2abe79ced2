package dev.leeward.attestation.evidence;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
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
    @SuppressWarnings("ImmutableEnumChecker") // a curve's parameters do not change, they only do not say so
    enum Curve {
        P256(0x0003, "P-256", "secp256r1", 32),
        P384(0x0004, "P-384", "secp384r1", 48);

        private final int tpmAlgorithm;
        private final String name;
        private final ECParameterSpec parameters;
        private final int coordinateLength;

        Curve(int tpmAlgorithm, String name, String jcaName, int coordinateLength) {
            this.tpmAlgorithm = tpmAlgorithm;
            this.name = name;
            this.parameters = parameters(jcaName);
            this.coordinateLength = coordinateLength;
        }

        private static ECParameterSpec parameters(String jcaName) {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec(jcaName));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + jcaName, e);
            }
        }
    }

    private PublicKeys() {}

    /** Key size, exponent and modulus of 2048 bits. */
    static PublicNumbers rsa2048(Wire in) throws Malformed {
        in.expect(2048, in.u16("keyBits"), "keyBits");
        long exponent = in.u32("exponent");
        if (exponent != 0 && exponent != 65_537) {
            throw new Malformed("exponent is " + exponent + ", not 65537");
        }
        BigInteger modulus = new BigInteger(1, in.sized(256, "unique").toArray());
        if (modulus.bitLength() != 2048 || !modulus.testBit(0)) {
            throw new Malformed("unique is not an RSA modulus of 2048 bits");
        }
        return new PublicNumbers("RSA", new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
    }

    /** Curve, no key derivation, and a point that is on the curve. */
    static PublicNumbers ecc(Wire in, Curve... allowed) throws Malformed {
        Curve curve = curve(in.u16("curveID"), allowed);
        in.expect(TpmAlgorithm.NULL, in.u16("kdf"), "kdf");
        BigInteger x =
                new BigInteger(1, in.sized(curve.coordinateLength, "unique.x").toArray());
        BigInteger y =
                new BigInteger(1, in.sized(curve.coordinateLength, "unique.y").toArray());
        requireOnCurve(curve.parameters.getCurve(), x, y, curve.name);
        return new PublicNumbers("EC", new ECPublicKeySpec(new ECPoint(x, y), curve.parameters));
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
