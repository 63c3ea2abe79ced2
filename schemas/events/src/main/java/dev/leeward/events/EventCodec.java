package dev.leeward.events;

import dev.leeward.events.UndecodableEvent.Code;
import dev.leeward.events.common.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events to bytes and back, in the Confluent wire format: a zero byte, the schema id as four bytes (big-endian), the
 * event in Avro's binary encoding. An event that an older or newer version wrote is read by the schema it was written
 * with. Bytes may come from anybody: no length in them makes the reader allocate more than the bytes themselves
 * justify. Safe for threads.
 */
public final class EventCodec {
    /** The longest event on the wire; a record with its headers then stays under Kafka's limit of 1 MiB. */
    public static final int MAX_BYTES = 1_000_000;

    private static final int HEADER = 5;

    private final SchemaCatalogue schemas;
    private final SpecificData model = model();
    private final PlainLists lists = new PlainLists();
    private final Map<Integer, Reader> readers = new ConcurrentHashMap<>();
    private final Map<Schema, Writer> writers = new ConcurrentHashMap<>();

    private record Reader(String type, DatumReader<SpecificRecord> avro) {}

    private record Writer(int id, DatumWriter<SpecificRecord> avro) {}

    /** A codec for the released schemas. */
    public EventCodec() {
        this(SchemaCatalogue.get());
    }

    EventCodec(SchemaCatalogue schemas) {
        this.schemas = schemas;
    }

    /**
     * The wire format of an event.
     *
     * @throws IllegalArgumentException where a field is missing, the envelope names another type, or it is too large
     */
    public byte[] encode(SpecificRecord event) {
        Schema schema = event.getSchema();
        if (!envelope(event).getType().equals(schema.getFullName())) {
            throw new IllegalArgumentException("The envelope of " + schema.getFullName() + " names the type "
                    + envelope(event).getType());
        }
        Writer writer = writers.computeIfAbsent(schema, this::writer);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(
                ByteBuffer.allocate(HEADER).put((byte) 0).putInt(writer.id).array());
        try {
            Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.avro.write(event, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("Cannot encode " + schema.getFullName() + ": " + e.getMessage(), e);
        }
        if (out.size() > MAX_BYTES) {
            throw new IllegalArgumentException(schema.getFullName() + " takes " + out.size()
                    + " bytes on the wire, more than the " + MAX_BYTES + " that an event may");
        }
        return out.toByteArray();
    }

    /**
     * The event in a record's value.
     *
     * @param value the value; null, a tombstone, is no event
     * @throws UndecodableEvent where the bytes are not an event that this version knows; nothing else is thrown
     */
    public SpecificRecord decode(byte @Nullable [] value) {
        if (value == null) {
            throw new UndecodableEvent(Code.NOT_WIRE_FORMAT, "The record has no value");
        }
        if (value.length > MAX_BYTES) {
            throw new UndecodableEvent(
                    Code.TOO_LARGE, "The value has " + value.length + " bytes; an event has at most " + MAX_BYTES);
        }
        if (value.length < HEADER || value[0] != 0) {
            throw new UndecodableEvent(
                    Code.NOT_WIRE_FORMAT, "The value does not start with a zero byte and a schema id of four bytes");
        }
        Reader reader = reader(ByteBuffer.wrap(value, 1, HEADER - 1).getInt());
        SpecificRecord event = read(reader, value);
        if (!envelope(event).getType().equals(reader.type)) {
            throw new UndecodableEvent(
                    Code.TYPE_MISMATCH, "The value is a " + reader.type + " but its envelope names another type");
        }
        lists.putInto(event);
        return event;
    }

    /** The envelope of an event: its first field. */
    public static Envelope envelope(SpecificRecord event) {
        if (event.get(0) instanceof Envelope envelope) {
            return envelope;
        }
        throw new IllegalArgumentException(event.getSchema().getFullName() + " has no envelope");
    }

    private static SpecificRecord read(Reader reader, byte[] value) {
        BoundedDecoder bytes = new BoundedDecoder(value, HEADER);
        SpecificRecord event;
        try {
            event = reader.avro.read(null, bytes);
        } catch (EOFException e) {
            throw new UndecodableEvent(Code.TRUNCATED, reader.type + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new UndecodableEvent(Code.MALFORMED, "The bytes are not a " + reader.type + ": " + e.getMessage(), e);
        }
        if (bytes.remaining() > 0) {
            throw new UndecodableEvent(
                    Code.TRAILING_BYTES, bytes.remaining() + " bytes follow the end of the " + reader.type);
        }
        return event;
    }

    private Reader reader(int id) {
        Reader known = readers.get(id);
        return known != null ? known : readers.computeIfAbsent(id, this::newReader);
    }

    private synchronized Reader newReader(int id) {
        ReleasedSchema written = schemas.released(id)
                .orElseThrow(() -> new UndecodableEvent(
                        Code.UNKNOWN_SCHEMA_ID,
                        "No schema has the id " + Integer.toUnsignedString(id)
                                + "; where a newer version of Leeward wrote the event, upgrade this one"));
        Schema current = model.getSchema(model.getClass(written.schema()));
        try {
            return new Reader(
                    written.subject(), model.getFastReaderBuilder().createDatumReader(written.schema(), current));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a reader of " + written.subject(), e);
        }
    }

    private Writer writer(Schema schema) {
        return new Writer(schemas.idOf(schema), new SpecificDatumWriter<>(schema, model));
    }

    /** Bound to the loader of the event classes: in a test the thread's own loader may know other copies of them. */
    private static SpecificData model() {
        SpecificData model = new SpecificData(Envelope.class.getClassLoader());
        model.addLogicalTypeConversion(new Conversions.UUIDConversion());
        model.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        return model;
    }
}
