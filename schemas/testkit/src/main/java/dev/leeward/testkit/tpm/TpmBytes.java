package dev.leeward.testkit.tpm;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Writes TPM structures: big-endian, sized buffers with a 16-bit length (TPM 2.0 part 1, section 6). */
final class TpmBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    TpmBytes u8(int value) {
        out.write(value);
        return this;
    }

    TpmBytes u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    TpmBytes u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    TpmBytes u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    TpmBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    TpmBytes sized(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
