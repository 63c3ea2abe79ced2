package dev.leeward.attestation.evidence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads bounded binary structures; every length is checked before anything is allocated. */
final class Wire {

    private final ByteBuffer buffer;
    private int entry = -1;

    private Wire(Bytes content, ByteOrder order) {
        buffer = ByteBuffer.wrap(content.toArray()).order(order);
    }

    /** TPM structures are big-endian (TPM 2.0 part 1, section 6). */
    static Wire tpm(Bytes content) {
        return new Wire(content, ByteOrder.BIG_ENDIAN);
    }

    /** Event logs are little-endian (PC Client Platform Firmware Profile, section 10.1). */
    static Wire log(Bytes content) {
        return new Wire(content, ByteOrder.LITTLE_ENDIAN);
    }

    /** Says in which entry of a list the next fields are. */
    void enter(int number) {
        entry = number;
    }

    /** A field, as errors name it. */
    String at(String field) {
        return entry < 0 ? field : "event " + entry + "." + field;
    }

    int u8(String field) throws Malformed {
        need(1, field);
        return Byte.toUnsignedInt(buffer.get());
    }

    int u16(String field) throws Malformed {
        need(2, field);
        return Short.toUnsignedInt(buffer.getShort());
    }

    long u32(String field) throws Malformed {
        need(4, field);
        return Integer.toUnsignedLong(buffer.getInt());
    }

    long u64(String field) throws Malformed {
        need(8, field);
        return buffer.getLong();
    }

    Bytes raw(long length, String field) throws Malformed {
        need(length, field);
        byte[] content = new byte[(int) length];
        buffer.get(content);
        return Bytes.of(content);
    }

    /** A TPM2B: 16-bit length, then the content, of at most so many bytes. */
    Bytes sized(int most, String field) throws Malformed {
        need(2, field);
        int length = Short.toUnsignedInt(buffer.getShort());
        if (length > most) {
            throw new Malformed(field + " has " + length + " bytes, at most " + most + " are allowed");
        }
        return raw(length, field);
    }

    void expect(int value, int actual, String field) throws Malformed {
        if (actual != value) {
            throw new Malformed("%s is 0x%04x, expected 0x%04x".formatted(field, actual, value));
        }
    }

    boolean atEnd() {
        return !buffer.hasRemaining();
    }

    void end(String structure) throws Malformed {
        if (buffer.hasRemaining()) {
            throw new Malformed(structure + " is followed by " + buffer.remaining() + " bytes too many");
        }
    }

    private void need(long length, String field) throws Malformed {
        if (length > buffer.remaining()) {
            throw new Malformed(at(field) + " needs " + length + " bytes, " + buffer.remaining() + " are left");
        }
    }
}
