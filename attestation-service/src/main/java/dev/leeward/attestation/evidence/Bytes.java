package dev.leeward.attestation.evidence;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes, compared as bytes and in constant time. */
public final class Bytes {

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of the given bytes. */
    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    /** Bytes from hexadecimal digits of either case. */
    public static Bytes ofHex(String hex) {
        return new Bytes(HEX.parseHex(hex));
    }

    /** So many times the same byte. */
    public static Bytes repeat(int value, int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) value);
        return new Bytes(content);
    }

    /** The parts, one after the other. */
    public static Bytes concat(Bytes... parts) {
        int length = 0;
        for (Bytes part : parts) {
            length += part.content.length;
        }
        byte[] content = new byte[length];
        int end = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.content, 0, content, end, part.content.length);
            end += part.content.length;
        }
        return new Bytes(content);
    }

    /** A number of 16 bits as a TPM writes it: big-endian. */
    public static Bytes u16(int value) {
        return of((byte) (value >>> 8), (byte) value);
    }

    /** A number of 32 bits as a TPM writes it: big-endian. */
    public static Bytes u32(int value) {
        return concat(u16(value >>> 16), u16(value));
    }

    /** A TPM2B: the length of the content in 16 bits, then the content. */
    public static Bytes sized(Bytes content) {
        return concat(u16(content.length()), content);
    }

    /** SHA-256 of the parts, one after the other. */
    public static Bytes sha256(Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Bytes part : parts) {
                digest.update(part.content);
            }
            return new Bytes(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public int length() {
        return content.length;
    }

    /** A copy of the content. */
    public byte[] toArray() {
        return content.clone();
    }

    /** Lower-case hexadecimal. */
    public String hex() {
        return HEX.formatHex(content);
    }

    /** Whether every byte has the given value; false for no bytes. */
    public boolean isAll(int value) {
        for (byte b : content) {
            if (b != (byte) value) {
                return false;
            }
        }
        return content.length > 0;
    }

    /** Equal content; takes the same time wherever the first difference is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && MessageDigest.isEqual(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return hex();
    }
}
