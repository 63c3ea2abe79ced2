package dev.leeward.attestation.evidence;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/**
 * A {@code TPMT_SIGNATURE} (TPM 2.0 part 2, section 11.3.4) in the form that Java checks.
 *
 * @param value PKCS#1 signature, or the DER sequence of r and s
 */
record QuoteSignature(Bytes value) {

    private static final int MAX_LENGTH = 1024;

    /** Parses the structure to its last byte; anything but the pinned scheme and hash is refused. */
    static QuoteSignature parse(Bytes signature, SignatureScheme pinned) throws Malformed {
        if (signature.length() > MAX_LENGTH) {
            throw new Malformed(
                    "TPMT_SIGNATURE has " + signature.length() + " bytes, at most " + MAX_LENGTH + " are read");
        }
        Wire in = Wire.tpm(signature);
        in.expect(pinned.tpmAlgorithm(), in.u16("sigAlg"), "sigAlg");
        in.expect(TpmAlgorithm.SHA256, in.u16("hash"), "hash");
        Bytes value = switch (pinned) {
            case RSASSA_2048_SHA256 -> exactly(256, in.sized(256, "sig"));
            case ECDSA_P256_SHA256 -> der(in.sized(32, "signatureR"), in.sized(32, "signatureS"));
        };
        in.end("TPMT_SIGNATURE");
        return new QuoteSignature(value);
    }

    private static Bytes exactly(int length, Bytes value) throws Malformed {
        if (value.length() != length) {
            throw new Malformed("sig has " + value.length() + " bytes, not " + length);
        }
        return value;
    }

    private static Bytes der(Bytes r, Bytes s) {
        byte[] first = new BigInteger(1, r.toArray()).toByteArray();
        byte[] second = new BigInteger(1, s.toArray()).toByteArray();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(0x30);
        der.write(4 + first.length + second.length);
        der.write(0x02);
        der.write(first.length);
        der.writeBytes(first);
        der.write(0x02);
        der.write(second.length);
        der.writeBytes(second);
        return Bytes.of(der.toByteArray());
    }
}
