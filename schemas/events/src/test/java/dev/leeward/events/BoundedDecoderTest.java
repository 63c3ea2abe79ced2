package dev.leeward.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.apache.avro.AvroTypeException;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecoderTest {
    private interface Writing {
        void to(Encoder encoder) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 8191, 8192, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersComeBack(long number) throws IOException {
        assertThat(written(encoder -> encoder.writeLong(number)).readLong()).isEqualTo(number);
        assertThat(written(encoder -> encoder.writeInt((int) number)).readInt()).isEqualTo((int) number);
    }

    @Test
    void everyOtherTypeComesBack() throws IOException {
        BoundedDecoder decoder = written(encoder -> {
            encoder.writeNull();
            encoder.writeBoolean(true);
            encoder.writeFloat(1.5f);
            encoder.writeDouble(-2.25);
            encoder.writeString("Zürich \uFFFD 🌀");
            encoder.writeString("again");
            encoder.writeBytes(new byte[] {1, 2, 3});
            encoder.writeFixed(new byte[] {4, 5});
            encoder.writeEnum(3);
            encoder.writeIndex(1);
        });

        decoder.readNull();
        assertThat(decoder.readBoolean()).isTrue();
        assertThat(decoder.readFloat()).isEqualTo(1.5f);
        assertThat(decoder.readDouble()).isEqualTo(-2.25);
        assertThat(decoder.readString()).isEqualTo("Zürich \uFFFD 🌀");
        assertThat(decoder.readString(null).toString()).isEqualTo("again");
        assertThat(decoder.readBytes(null)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        byte[] fixed = new byte[2];
        decoder.readFixed(fixed);
        assertThat(fixed).containsExactly(4, 5);
        assertThat(decoder.readEnum()).isEqualTo(3);
        assertThat(decoder.readIndex()).isEqualTo(1);
        assertThat(decoder.remaining()).isZero();
    }

    @Test
    void whatIsNotWantedIsSkipped() throws IOException {
        BoundedDecoder decoder = written(encoder -> {
            encoder.writeString("skipped");
            encoder.writeBytes(new byte[9]);
            encoder.writeFixed(new byte[4]);
            encoder.writeLong(-2); // a block of two items that says how many bytes it takes
            encoder.writeLong(2);
            encoder.writeLong(1);
            encoder.writeLong(1);
            encoder.writeLong(0);
            encoder.writeLong(42);
        });

        decoder.skipString();
        decoder.skipBytes();
        decoder.skipFixed(4);
        assertThat(decoder.skipArray()).isZero();
        assertThat(decoder.readLong()).isEqualTo(42);
    }

    @Test
    void blocksWithASizeAreReadLikeThoseWithout() throws IOException {
        BoundedDecoder decoder = written(encoder -> {
            encoder.writeLong(-1);
            encoder.writeLong(1);
            encoder.writeLong(7);
            encoder.writeLong(0);
        });

        assertThat(decoder.readArrayStart()).isEqualTo(1);
        assertThat(decoder.readLong()).isEqualTo(7);
        assertThat(decoder.arrayNext()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 1_000_000_000, Integer.MAX_VALUE, 1L << 33, Long.MAX_VALUE})
    void aLengthPastTheEndIsRefused(long length) {
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(length)).readString())
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(length)).readBytes(null))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(length)).readArrayStart())
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(length)).mapNext())
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(length)).skipMap())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(-3)).readString())
                .isInstanceOf(AvroTypeException.class);
        assertThatThrownBy(() -> written(encoder -> {
                            encoder.writeLong(Long.MIN_VALUE);
                            encoder.writeLong(0);
                        })
                        .readArrayStart())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xFF);

        assertThatThrownBy(() -> new BoundedDecoder(endless, 0).readLong()).isInstanceOf(AvroTypeException.class);
        assertThatThrownBy(() -> written(encoder -> encoder.writeLong(1L << 31)).readInt())
                .isInstanceOf(AvroTypeException.class);
    }

    @Test
    void booleansAndTextsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new BoundedDecoder(new byte[] {2}, 0).readBoolean())
                .isInstanceOf(AvroTypeException.class);
        assertThatThrownBy(() -> new BoundedDecoder(new byte[] {4, (byte) 0xC3, 0x28}, 0).readString())
                .isInstanceOf(CharacterCodingException.class);
    }

    private static BoundedDecoder written(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writing.to(encoder);
        encoder.flush();
        return new BoundedDecoder(out.toByteArray(), 0);
    }
}
