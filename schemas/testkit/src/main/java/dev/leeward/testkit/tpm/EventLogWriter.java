package dev.leeward.testkit.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the TCG crypto-agile event log with one SHA-256 bank (PC Client Platform Firmware Profile, section 10). */
public final class EventLogWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A log that holds its header, the Spec ID event with one algorithm. */
    public EventLogWriter() {
        u32(0).u32(MeasuredEvent.NO_ACTION);
        out.writeBytes(new byte[20]);
        u32(33);
        out.writeBytes("Spec ID Event03\0".getBytes(StandardCharsets.US_ASCII));
        u32(0).u8(0).u8(2).u8(0).u8(2).u32(1).u16(TpmKey.ALG_SHA256).u16(32).u8(0);
    }

    /** Says at which locality firmware started the TPM; PCR 0 starts from that number. */
    public EventLogWriter startupLocality(int locality) {
        byte[] data = "StartupLocality\0\0".getBytes(StandardCharsets.US_ASCII);
        data[16] = (byte) locality;
        return event(0, MeasuredEvent.NO_ACTION, new byte[32], data);
    }

    /** Appends a measurement. */
    public EventLogWriter event(MeasuredEvent event) {
        return event(event.pcr(), event.type(), event.digestBytes(), event.dataBytes());
    }

    /** Appends a {@code TCG_PCR_EVENT2}. */
    public EventLogWriter event(int pcr, long type, byte[] digest, byte[] data) {
        u32(pcr).u32(type).u32(1).u16(TpmKey.ALG_SHA256);
        out.writeBytes(digest);
        u32(data.length);
        out.writeBytes(data);
        return this;
    }

    /** The log so far. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    private EventLogWriter u8(int value) {
        out.write(value);
        return this;
    }

    private EventLogWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    private EventLogWriter u32(long value) {
        return u16((int) value).u16((int) (value >>> 16));
    }
}
