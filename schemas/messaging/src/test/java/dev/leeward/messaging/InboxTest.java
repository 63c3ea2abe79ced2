package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leeward.events.EventCodec;
import dev.leeward.events.Topic;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.app.Consumers;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(LeewardStack.class)
class InboxTest {
    private static final String TRUST = Topic.HOST_TRUST.topicName();
    private static final String CONSUMER = "policy-service-hostTrust";

    @Inject
    Consumers consumers;

    @Inject
    FeedLag lag;

    private final EventCodec codec = new EventCodec();
    private KafkaProbe probe = KafkaProbe.connect();

    @BeforeEach
    void connect() {
        probe.close();
        probe = KafkaProbe.connect();
    }

    @AfterEach
    void disconnect() {
        probe.close();
    }

    @Test
    void anEventThatArrivesTwiceTakesEffectOnce() {
        TrustChanged event = TestEvents.trusted("twice-1");

        probe.send(event);
        probe.send(event);
        probe.send(TestEvents.trusted("twice-2"));

        awaitApplied("twice-2", 1);
        awaitApplied("twice-1", 1);
    }

    @Test
    void whatAnEffectSaysHasTheEventAsItsCause() {
        TrustChanged event = TestEvents.trusted("cause-1");

        probe.send(event);

        awaitApplied("cause-1", 1);
        assertThat(consumers.applied("cause-1").getFirst().cause())
                .isEqualTo(event.getEnvelope().getEventId().toString());
    }

    @Test
    void aBatchTakesEffectAsAWhole() {
        for (int i = 0; i < 200; i++) {
            probe.send(TestEvents.placementChanged("batch-" + i, "acme", "west-1", 1));
        }

        awaitApplied("batch-", 200);
    }

    static Stream<Bad> poison() {
        EventCodec codec = new EventCodec();
        TrustChanged event = TestEvents.trusted("poison-host");
        byte[] good = codec.encode(event);
        PlacementChanged elsewhere = TestEvents.placementChanged("poison-host", "acme", "west-1", 1);
        byte[] flipped = good.clone();
        Arrays.fill(flipped, 5, 40, (byte) 0xFF);
        return Stream.of(
                new Bad("no value", "poison-host", null, "not-wire-format"),
                new Bad("empty value", "poison-host", new byte[0], "not-wire-format"),
                new Bad("text", "poison-host", "hello".getBytes(StandardCharsets.UTF_8), "not-wire-format"),
                new Bad(
                        "unknown schema",
                        "poison-host",
                        ByteBuffer.allocate(20).put((byte) 0).putInt(999_999).array(),
                        "unknown-schema-id"),
                new Bad("truncated", "poison-host", Arrays.copyOf(good, good.length / 2), "truncated"),
                new Bad("trailing bytes", "poison-host", Arrays.copyOf(good, good.length + 3), "trailing-bytes"),
                new Bad("garbled", "poison-host", flipped, null),
                new Bad("oversized", "poison-host", new byte[1_040_000], "too-large"),
                new Bad("wrong key", "another-host", good, "wrong-key"),
                new Bad("wrong topic", "poison-host", codec.encode(elsewhere), "wrong-topic"));
    }

    /** A record that is no event of the topic. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bad(
            String name,
            @Nullable String key,
            byte @Nullable [] value,
            @Nullable String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("poison")
    void poisonBecomesADeadLetterAndItsNeighboursGoOn(Bad bad) {
        String neighbour = "neighbour-" + bad.name.replace(' ', '-');

        RecordMetadata sent = probe.send(TRUST, bad.key, bad.value, Map.of("origin", bad.name));
        probe.send(TestEvents.trusted(neighbour));

        awaitApplied(neighbour, 1);
        ConsumerRecord<String, byte[]> letter = awaitLetter(sent);
        assertThat(letter.key()).isEqualTo(bad.key);
        assertThat(letter.value()).isEqualTo(bad.value);
        assertThat(header(letter, "origin")).isEqualTo(bad.name);
        assertThat(header(letter, "leeward-consumer")).isEqualTo(CONSUMER);
        assertThat(header(letter, "leeward-detail")).isNotBlank();
        if (bad.reason != null) {
            assertThat(header(letter, "leeward-reason")).isEqualTo(bad.reason);
        }
        assertThat(consumers.applied("poison-host")).isEmpty();
    }

    @Test
    void anEffectThatKeepsFailingBecomesADeadLetterAndLeavesNothingBehind() {
        RecordMetadata before = probe.send(TestEvents.trusted("blessed-1"));
        RecordMetadata sent = probe.send(TestEvents.trusted("cursed-1"));
        RecordMetadata after = probe.send(TestEvents.trusted("blessed-2"));

        awaitApplied("blessed-", 2);
        ConsumerRecord<String, byte[]> letter = awaitLetter(sent);
        assertThat(header(letter, "leeward-reason")).isEqualTo("effect-failed");
        assertThat(header(letter, "leeward-detail")).contains("a curse lies on cursed-1");
        assertThat(consumers.applied("cursed-1")).isEmpty();
        assertThat(before.topic()).isEqualTo(after.topic());
    }

    @Test
    void aTextThatPostgresCannotStoreIsADeadLetterToo() {
        RecordMetadata sent = probe.send(TRUST, "nul-\0", codec.encode(TestEvents.trusted("nul-\0")), Map.of());
        probe.send(TestEvents.trusted("after-nul"));

        awaitApplied("after-nul", 1);
        assertThat(header(awaitLetter(sent), "leeward-reason")).isEqualTo("effect-failed");
    }

    @Test
    void theFeedIsFreshOnceEverythingIsApplied() {
        probe.send(TestEvents.trusted("fresh-1"));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(lag.waiting(TRUST)).hasValue(0);
            assertThat(lag.staleness(TRUST)).isLessThan(Duration.ofSeconds(4));
        });
    }

    private void awaitApplied(String prefix, int count) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(consumers.applied(prefix)).hasSize(count));
    }

    private ConsumerRecord<String, byte[]> awaitLetter(RecordMetadata sent) {
        return probe.awaitRecord(
                Topic.POLICY_DEAD_LETTER,
                letter -> CONSUMER.equals(header(letter, "leeward-consumer"))
                        && TRUST.equals(header(letter, "leeward-topic"))
                        && String.valueOf(sent.partition()).equals(header(letter, "leeward-partition"))
                        && String.valueOf(sent.offset()).equals(header(letter, "leeward-offset")));
    }

    private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
