package dev.leeward.attestation.enrolment;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One element of a DER encoding (ITU-T X.690): its tag, its content, and the length of both with their header.
 *
 * @param tag first byte
 * @param content what it holds
 * @param length bytes that it takes
 */
record Der(int tag, ByteBuffer content, int length) {

    private static final int MOST_LENGTH_BYTES = 3;

    /** Reads the next element and moves behind it; empty where it is cut off or of an unlikely length. */
    static Optional<Der> read(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < 2) {
            return Optional.empty();
        }
        int tag = Byte.toUnsignedInt(in.get());
        int length = Byte.toUnsignedInt(in.get());
        if (length >= 0x80) {
            int bytes = length - 0x80;
            if (bytes == 0 || bytes > MOST_LENGTH_BYTES || bytes > in.remaining()) {
                return Optional.empty();
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | Byte.toUnsignedInt(in.get());
            }
        }
        if (length > in.remaining()) {
            return Optional.empty();
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return Optional.of(new Der(tag, content, in.position() - start));
    }

    byte[] bytes() {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }
}
