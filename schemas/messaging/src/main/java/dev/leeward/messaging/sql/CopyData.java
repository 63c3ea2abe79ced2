package dev.leeward.messaging.sql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table by {@code COPY}, in its binary format (PostgreSQL's manual, "COPY", "Binary Format"). */
final class CopyData {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int MICROS = 1_000_000;
    private static final long EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private byte[] bytes;
    private int size;

    /** @param expected how many bytes it will be, about */
    CopyData(int expected) {
        bytes = new byte[expected];
        raw(SIGNATURE);
        number(0);
        number(0);
    }

    /** Begins a row, of which {@link #value} then adds that many columns. */
    void row(int columns) {
        room(Short.BYTES);
        bytes[size++] = (byte) (columns >> Byte.SIZE);
        bytes[size++] = (byte) columns;
    }

    /** Adds the value of a column of that type; uuids may be texts. */
    void value(String type, @Nullable Object value) {
        if (value == null) {
            number(-1);
            return;
        }
        switch (type) {
            case "text" -> field(value.toString().getBytes(StandardCharsets.UTF_8));
            case "bytea" -> field((byte[]) value);
            case "jsonb" -> json(value.toString().getBytes(StandardCharsets.UTF_8));
            case "boolean" -> field(new byte[] {(byte) ((Boolean) value ? 1 : 0)});
            case "int" -> {
                number(Integer.BYTES);
                number((Integer) value);
            }
            case "bigint" -> number(Long.BYTES, (Long) value);
            case "timestamptz" -> number(Long.BYTES, micros((Instant) value));
            case "uuid" -> {
                UUID id = value instanceof UUID uuid ? uuid : UUID.fromString(value.toString());
                number(2 * Long.BYTES, id.getMostSignificantBits());
                number(id.getLeastSignificantBits());
            }
            default -> throw new IllegalArgumentException("No column of type " + type + " is copied yet");
        }
    }

    /** Sends all rows with a statement {@code copy ... from stdin (format binary)}. */
    void into(Connection connection, String copy) throws SQLException {
        row(-1);
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            in.writeToCopy(bytes, 0, size);
            in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond() - EPOCH_SECOND, MICROS), time.getNano() / 1_000L);
    }

    /** The format of a jsonb begins with its version, which is 1. */
    private void json(byte[] value) {
        number(value.length + 1);
        raw(new byte[] {1});
        raw(value);
    }

    private void field(byte[] value) {
        number(value.length);
        raw(value);
    }

    private void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void number(int value) {
        room(Integer.BYTES);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (value >> shift);
        }
    }

    private void number(int length, long value) {
        number(length);
        number(value);
    }

    private void number(long value) {
        number((int) (value >> Integer.SIZE));
        number((int) value);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(size, more), Math.addExact(bytes.length, bytes.length)));
        }
    }
}
