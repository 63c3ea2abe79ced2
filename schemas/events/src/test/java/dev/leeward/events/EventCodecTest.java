package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.leeward.events.common.Envelope;
import dev.leeward.events.dr.RunPaused;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.policy.DecisionMade;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();

    static Iterable<Class<? extends SpecificRecord>> events() {
        return Events.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventComesBackAsItWent(Class<? extends SpecificRecord> type) {
        RandomEvents random = new RandomEvents(type.getName().hashCode());
        for (int round = 0; round < 200; round++) {
            SpecificRecord event = random.next(type);

            SpecificRecord back = codec.decode(codec.encode(event));

            assertThat(back).isEqualTo(event).hasSameHashCodeAs(event).isExactlyInstanceOf(type);
            assertThat(EventCodec.envelope(back).getOccurredAt())
                    .isEqualTo(EventCodec.envelope(event).getOccurredAt());
        }
    }

    @Test
    void theWireFormatIsAZeroByteTheIdAndPlainAvroThatAnyDecoderReads() throws Exception {
        HostRetired event = retired("west-2");
        byte[] bytes = codec.encode(event);
        ReleasedSchema released =
                SchemaCatalogue.get().latest(HostRetired.class.getName()).orElseThrow();

        GenericRecord generic = new GenericDatumReader<GenericRecord>(released.schema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));

        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(released.id());
        assertThat(generic.get("hostId")).hasToString("west-2");
    }

    @Test
    void anEventOfAnOlderVersionIsReadWithTheDefaultsOfThisOne() throws Exception {
        EventCodec evolved = new EventCodec(new SchemaCatalogue("evolution/"));
        byte[] older = written("evolution/", 101, Map.of("hostId", "east-1", "reason", "sold"));

        HostRetired read = (HostRetired) evolved.decode(older);

        assertThat(read.getHostId()).isEqualTo("east-1");
        assertThat(read.getReason()).isEqualTo("sold");
        assertThat(read.getEnvelope().getTenant()).isNull();
    }

    @Test
    void anEventOfANewerVersionIsReadWithoutWhatThisOneDoesNotKnow() throws Exception {
        EventCodec evolved = new EventCodec(new SchemaCatalogue("evolution/"));
        byte[] newer = written(
                "evolution/",
                102,
                Map.of("hostId", "east-1", "reason", "sold", "successor", "east-9", "tags", Map.of("a", "b")));

        HostRetired read = (HostRetired) evolved.decode(newer);

        assertThat(read.getReason()).isEqualTo("sold");
    }

    @Test
    void eventsAreReadByTheirOwnClassesWhateverTheThreadsLoaderKnows() {
        byte[] bytes = codec.encode(retired("west-2"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThat(new EventCodec().decode(bytes)).isInstanceOf(HostRetired.class);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void whatIsNoEventIsRefusedWithItsCode() {
        byte[] event = codec.encode(retired("west-2"));
        byte[] longer = Arrays.copyOf(event, event.length + 3);
        byte[] foreign = event.clone();
        foreign[0] = 1;
        byte[] unknown = event.clone();
        ByteBuffer.wrap(unknown).putInt(1, 42);

        assertRefused(null, "not-wire-format");
        assertRefused(new byte[0], "not-wire-format");
        assertRefused(new byte[4], "not-wire-format");
        assertRefused("{\"hostId\":\"west-2\"}".getBytes(StandardCharsets.UTF_8), "not-wire-format");
        assertRefused(foreign, "not-wire-format");
        assertRefused(unknown, "unknown-schema-id");
        assertRefused(Arrays.copyOf(event, event.length - 1), "truncated");
        assertRefused(Arrays.copyOf(event, 5), "truncated");
        assertRefused(longer, "trailing-bytes");
        assertRefused(new byte[EventCodec.MAX_BYTES + 1], "too-large");
    }

    @Test
    void everyTruncationOfEveryEventIsRefused() {
        RandomEvents random = new RandomEvents(7);
        for (Class<? extends SpecificRecord> type : Events.all()) {
            byte[] whole = codec.encode(random.next(type));
            for (int length = 5; length < Math.min(whole.length, 600); length++) {
                assertRefused(Arrays.copyOf(whole, length), "truncated");
            }
        }
    }

    @Test
    void damagedBytesAreReadOrRefusedAndNothingElseHappens() {
        Random random = new Random(2012);
        RandomEvents events = new RandomEvents(2012);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < 40; round++) {
            for (Class<? extends SpecificRecord> type : Events.all()) {
                byte[] whole = codec.encode(events.next(type));
                for (int variant = 0; variant < 25; variant++) {
                    outcomes.merge(outcome(damaged(whole, random)), 1, Integer::sum);
                }
            }
        }
        assertThat(outcomes)
                .containsKeys("read", "truncated", "trailing-bytes", "malformed", "unknown-schema-id", "type-mismatch");
    }

    @Test
    void garbageBehindAValidHeaderIsRefusedOrReadAndNothingElseHappens() {
        Random random = new Random(99);
        for (ReleasedSchema released : SchemaCatalogue.get().all()) {
            for (int round = 0; round < 500; round++) {
                byte[] bytes = new byte[5 + random.nextInt(300)];
                random.nextBytes(bytes);
                ByteBuffer.wrap(bytes).put((byte) 0).putInt(released.id());

                assertThat(outcome(bytes)).isNotEqualTo("read");
            }
        }
    }

    @Test
    void aLengthThatReachesPastTheBytesIsRefusedBeforeAnythingIsAllocated() throws Exception {
        byte[] event = codec.encode(decision());
        for (long length :
                new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, Long.MAX_VALUE, 1L << 31, 1_000_000}) {
            ByteArrayOutputStream hostile = new ByteArrayOutputStream();
            hostile.write(event, 0, 5);
            var encoder = EncoderFactory.get().directBinaryEncoder(hostile, null);
            encoder.writeLong(length);
            encoder.flush();

            assertRefused(hostile.toByteArray(), "truncated");
        }
    }

    @Test
    void anEventWhoseEnvelopeNamesAnotherTypeIsNotWritten() {
        HostRetired event = retired("west-2");
        ((SpecificRecordBase) event.getEnvelope()).put("type", RunPaused.class.getName());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(event))
                .withMessageContaining("HostRetired")
                .withMessageContaining("RunPaused");
    }

    @Test
    void anEventWithoutARequiredFieldIsNotWrittenAndTheFieldIsNamed() {
        HostRetired event = retired("west-2");
        event.put("reason", null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(event))
                .withMessageContaining("HostRetired.reason");
    }

    @Test
    void anEventOverTheLimitIsNotWritten() {
        HostRetired event = retired("west-2");
        event.put("reason", "x".repeat(EventCodec.MAX_BYTES));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(event))
                .withMessageContaining("1000000");
    }

    @Test
    void manyThreadsShareACodec() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            var runs = IntStream.range(0, 8)
                    .mapToObj(seed -> pool.submit(() -> {
                        RandomEvents random = new RandomEvents(seed);
                        for (Class<? extends SpecificRecord> type : Events.all()) {
                            SpecificRecord event = random.next(type);
                            assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
                        }
                    }))
                    .toList();
            for (var run : runs) {
                run.get();
            }
        }
    }

    private String outcome(byte[] bytes) {
        try {
            codec.decode(bytes);
            return "read";
        } catch (UndecodableEvent e) {
            assertThat(e).hasMessageNotContaining("null");
            return e.code();
        }
    }

    private void assertRefused(byte @Nullable [] bytes, String code) {
        assertThatExceptionOfType(UndecodableEvent.class)
                .isThrownBy(() -> codec.decode(bytes))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            default -> {
                int start = random.nextInt(bytes.length);
                for (int i = start; i < Math.min(bytes.length, start + 8); i++) {
                    bytes[i] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    private static HostRetired retired(String host) {
        return HostRetired.newBuilder()
                .setEnvelope(envelope(HostRetired.class))
                .setHostId(host)
                .setReason("sold")
                .build();
    }

    private static SpecificRecord decision() {
        return new RandomEvents(3).next(DecisionMade.class);
    }

    private static Envelope envelope(Class<? extends SpecificRecord> type) {
        return Envelope.newBuilder()
                .setEventId(UUID.fromString("018f0000-0000-7000-8000-000000000001"))
                .setType(type.getName())
                .setOccurredAt(Instant.parse("2026-11-01T10:00:00.123Z"))
                .setActor("attestation-service")
                .setCorrelationId("c-1")
                .setSource("attestation-service/host/west-2")
                .setEpoch(1)
                .setSequence(1)
                .build();
    }

    /** What a writer of another version puts on the wire: its own schema, its own fields. */
    private static byte[] written(String folder, int id, Map<String, Object> fields) throws Exception {
        Schema schema = new SchemaCatalogue(folder).byId(id).orElseThrow();
        GenericRecord record = new GenericData.Record(schema);
        fields.forEach(record::put);
        GenericRecord envelope =
                new GenericData.Record(schema.getField("envelope").schema());
        for (Schema.Field field : envelope.getSchema().getFields()) {
            envelope.put(
                    field.name(),
                    switch (field.schema().getType()) {
                        case LONG -> 1L;
                        case STRING ->
                            field.name().equals("eventId") ? new UUID(1, 1).toString() : HostRetired.class.getName();
                        default -> null;
                    });
        }
        record.put("envelope", envelope);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
