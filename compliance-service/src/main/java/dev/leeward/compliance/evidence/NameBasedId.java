package dev.leeward.compliance.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/** Ids that follow from what they name: a replay of the log gives the same ones. */
public final class NameBasedId {
    private static final long VERSION_7 = 0x7000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private NameBasedId() {}

    /** An id that follows from the name alone (RFC 9562, version 8: SHA-256 cut to 122 bits). */
    public static UUID of(String name) {
        ByteBuffer hash = hash(name);
        long high = hash.getLong();
        long low = hash.getLong();
        return new UUID((high & ~0xF000L) | VERSION_8, (low & ~(3L << 62)) | VARIANT);
    }

    /** An id with the layout of version 7, so that it sorts by time as event ids do; its random bits follow from the name. */
    public static UUID at(Instant time, String name) {
        ByteBuffer hash = hash(name);
        long high = (time.toEpochMilli() << 16) | VERSION_7 | (hash.getLong() & 0xFFFL);
        return new UUID(high, (hash.getLong() & ~(3L << 62)) | VARIANT);
    }

    private static ByteBuffer hash(String name) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
