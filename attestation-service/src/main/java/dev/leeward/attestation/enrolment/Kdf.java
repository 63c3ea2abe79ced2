package dev.leeward.attestation.enrolment;

import dev.leeward.attestation.evidence.Bytes;
import dev.leeward.attestation.evidence.TpmHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The TPM's key derivation functions (TPM 2.0 part 1, sections 11.4.10.2 and 11.4.10.3). */
public final class Kdf {

    private Kdf() {}

    /** KDFa, from a key: SP 800-108 in counter mode over HMAC. */
    static Bytes a(TpmHash hash, Bytes key, String label, Bytes partyU, Bytes partyV, int bits) {
        byte[] out = new byte[0];
        for (int counter = 1; out.length * 8 < bits; counter++) {
            Bytes block =
                    hmac(hash, key, Bytes.concat(Bytes.u32(counter), label(label), partyU, partyV, Bytes.u32(bits)));
            out = Bytes.concat(Bytes.of(out), block).toArray();
        }
        return Bytes.of(Arrays.copyOf(out, bits / 8));
    }

    /** KDFe, from the x-coordinate of a shared point: SP 800-56A. One block, as long as the hash. */
    public static Bytes e(TpmHash hash, Bytes z, String use, Bytes partyUx, Bytes partyVx) {
        return hash.digest(Bytes.u32(1), z, label(use), partyUx, partyVx);
    }

    static Bytes hmac(TpmHash hash, Bytes key, Bytes message) {
        try {
            Mac mac = Mac.getInstance(hash.hmacName());
            mac.init(new SecretKeySpec(key.toArray(), hash.hmacName()));
            return Bytes.of(mac.doFinal(message.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + hash.hmacName(), e);
        }
    }

    /** A label as the TPM takes it: with the zero byte that ends it. */
    public static Bytes label(String text) {
        return Bytes.of((text + '\0').getBytes(StandardCharsets.US_ASCII));
    }
}
