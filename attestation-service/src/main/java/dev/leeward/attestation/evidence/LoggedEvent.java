package dev.leeward.attestation.evidence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One entry of an event log. Only PCR and digest are borne out by a quote; type and data are what the log says.
 *
 * @param pcr PCR index
 * @param type TCG event type
 * @param digest SHA-256 that was extended
 * @param data event data
 */
public record LoggedEvent(int pcr, long type, Bytes digest, Bytes data) {

    private static final int MAX_WORDS = 200;
    private static final long EV_SEPARATOR = 0x04;
    private static final long EV_EFI_VARIABLE_DRIVER_CONFIG = 0x8000_0001L;
    private static final int GUID_LENGTH = 16;

    /** What was measured, in words: the data where the digest bears it out, else the digest. */
    public String words() {
        String shortDigest = "digest " + digest.hex().substring(0, 16) + "…";
        if (!Bytes.sha256(data).equals(digest)) {
            return "a measurement with " + shortDigest;
        }
        if (type == EV_SEPARATOR && data.isAll(0)) {
            return "separator";
        }
        if (type == EV_EFI_VARIABLE_DRIVER_CONFIG) {
            return variableName().map(name -> "variable " + name).orElse("a variable with " + shortDigest);
        }
        return printable(new String(data.toArray(), StandardCharsets.US_ASCII))
                .or(() -> printable(new String(data.toArray(), StandardCharsets.UTF_16LE)))
                .orElse("a measurement with " + shortDigest);
    }

    private Optional<String> variableName() {
        if (data.length() < GUID_LENGTH + 16) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(data.toArray()).order(ByteOrder.LITTLE_ENDIAN);
        long length = in.getLong(GUID_LENGTH);
        if (length < 1 || length > MAX_WORDS || in.limit() < GUID_LENGTH + 16 + 2 * length) {
            return Optional.empty();
        }
        byte[] name = new byte[(int) (2 * length)];
        in.get(GUID_LENGTH + 16, name);
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
