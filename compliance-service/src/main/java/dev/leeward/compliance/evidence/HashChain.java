package dev.leeward.compliance.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The chain over the log of one partition: each link is SHA-256 over the link before it, the offset (8 bytes, big-endian)
 * and the record's bytes. The first link follows SHA-256 over {@code topic/partition}. Whoever changes, drops or inserts
 * an entry changes every link that follows. Not safe for use by several threads.
 */
public final class HashChain {
    private final MessageDigest digest;
    private final ByteBuffer position = ByteBuffer.allocate(Long.BYTES);
    private byte[] head;

    private HashChain(byte[] head) {
        this.digest = sha256();
        this.head = head.clone();
    }

    /** The chain of a partition that has no entry yet. */
    public static HashChain start(String topic, int partition) {
        return new HashChain(sha256().digest((topic + "/" + partition).getBytes(StandardCharsets.UTF_8)));
    }

    /** The chain that goes on after the given link. */
    public static HashChain after(byte[] head) {
        return new HashChain(head);
    }

    /** Adds a record and returns its link. */
    public byte[] add(long offset, byte[] record) {
        digest.update(head);
        digest.update(position.clear().putLong(offset).array());
        head = digest.digest(record);
        return head.clone();
    }

    /** The last link. */
    public byte[] head() {
        return head.clone();
    }

    /** A link in lower-case hexadecimal. */
    public static String hex(byte[] link) {
        return HexFormat.of().formatHex(link);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
