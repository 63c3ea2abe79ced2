package dev.leeward.testkit.tpm;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One measurement of a boot: into which PCR, what, and the digest that was extended.
 *
 * @param pcr PCR index
 * @param type TCG event type, for example {@link #SEPARATOR}
 * @param digest SHA-256 that is extended, lower-case hexadecimal
 * @param data event data as the log carries it, lower-case hexadecimal
 * @param description what is measured, in words
 */
public record MeasuredEvent(int pcr, long type, String digest, String data, String description) {

    /** EV_NO_ACTION: informs, extends nothing. */
    public static final long NO_ACTION = 0x03;
    /** EV_SEPARATOR: firmware hands over to what it starts. */
    public static final long SEPARATOR = 0x04;
    /** EV_EVENT_TAG. */
    public static final long EVENT_TAG = 0x06;
    /** EV_S_CRTM_VERSION: version of the root of trust for measurement. */
    public static final long CRTM_VERSION = 0x08;
    /** EV_IPL: what the boot loader or a measured launch measures. */
    public static final long IPL = 0x0D;
    /** EV_EFI_VARIABLE_DRIVER_CONFIG: Secure Boot variables. */
    public static final long EFI_VARIABLE = 0x8000_0001L;
    /** EV_EFI_PLATFORM_FIRMWARE_BLOB2. */
    public static final long FIRMWARE_BLOB = 0x8000_000AL;

    private static final HexFormat HEX = HexFormat.of();

    /** A measurement whose digest is the digest of its data. */
    static MeasuredEvent of(int pcr, long type, byte[] data, String description) {
        return new MeasuredEvent(pcr, type, HEX.formatHex(TpmBytes.sha256(data)), HEX.formatHex(data), description);
    }

    /** A measurement of a text. */
    static MeasuredEvent of(int pcr, long type, String text) {
        return of(pcr, type, text.getBytes(StandardCharsets.UTF_8), text);
    }

    byte[] digestBytes() {
        return HEX.parseHex(digest);
    }

    byte[] dataBytes() {
        return HEX.parseHex(data);
    }
}
