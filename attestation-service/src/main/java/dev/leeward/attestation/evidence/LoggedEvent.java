package dev.leeward.attestation.evidence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One entry of an event log. Only PCR and digest are borne out by a quote, and data where the digest is that of the data.
 * Nothing bears out the type (CVE-2022-0317), so nothing is told from it.
 *
 * @param pcr PCR index
 * @param type TCG event type
 * @param digest SHA-256 that was extended
 * @param data event data
 */
public record LoggedEvent(int pcr, long type, Bytes digest, Bytes data) {

    private static final int MAX_WORDS = 200;
    private static final Bytes SEPARATOR = Bytes.repeat(0, 4);
    private static final int GUID_LENGTH = 16;
    private static final int VARIABLE_HEADER = GUID_LENGTH + 16;

    /** What was measured, in words: the data where the digest bears it out, else the digest. */
    public String words() {
        String shortDigest = "digest " + digest.hex().substring(0, 16) + "…";
        if (!Bytes.sha256(data).equals(digest)) {
            return "a measurement with " + shortDigest;
        }
        if (data.equals(SEPARATOR)) {
            return "separator";
        }
        return printable(new String(data.toArray(), StandardCharsets.US_ASCII))
                .or(() -> printable(new String(data.toArray(), StandardCharsets.UTF_16LE)))
                .or(() -> variableName().map(name -> "variable " + name))
                .orElse("a measurement with " + shortDigest);
    }

    /** The name in a {@code UEFI_VARIABLE_DATA}: vendor GUID, length of name, length of value, name, value. */
    private Optional<String> variableName() {
        if (data.length() < VARIABLE_HEADER) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(data.toArray()).order(ByteOrder.LITTLE_ENDIAN);
        long characters = in.getLong(GUID_LENGTH);
        long valueLength = in.getLong(GUID_LENGTH + 8);
        if (characters < 1
                || characters > MAX_WORDS
                || valueLength < 0
                || valueLength != in.limit() - VARIABLE_HEADER - 2 * characters) {
            return Optional.empty();
        }
        byte[] name = new byte[(int) (2 * characters)];
        in.get(VARIABLE_HEADER, name);
        return printable(new String(name, StandardCharsets.UTF_16LE));
    }

    private static Optional<String> printable(String text) {
        String stripped = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        if (stripped.isBlank() || stripped.chars().anyMatch(c -> c < ' ' || c > '~')) {
            return Optional.empty();
        }
        return Optional.of(stripped.length() > MAX_WORDS ? stripped.substring(0, MAX_WORDS - 1) + "…" : stripped);
    }
}
