package dev.leeward.compliance.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HashChainTest {
    private static final byte[] FIRST = "first".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = "second".getBytes(StandardCharsets.UTF_8);

    @Test
    void goesOnWhereItWasLeft() {
        HashChain whole = HashChain.start("topic", 0);
        HashChain begun = HashChain.start("topic", 0);
        whole.add(0, FIRST);

        byte[] head = begun.add(0, FIRST);

        assertThat(HashChain.after(head).add(1, SECOND)).isEqualTo(whole.add(1, SECOND));
    }

    @Test
    void dependsOnTopicPartitionOffsetAndEveryRecordBefore() {
        byte[] link = chain("topic", 0, 1, FIRST);

        assertThat(chain("topic", 0, 1, FIRST)).isEqualTo(link);
        assertThat(chain("other", 0, 1, FIRST)).isNotEqualTo(link);
        assertThat(chain("topic", 1, 1, FIRST)).isNotEqualTo(link);
        assertThat(chain("topic", 0, 2, FIRST)).isNotEqualTo(link);
        assertThat(chain("topic", 0, 1, SECOND)).isNotEqualTo(link);
    }

    @Test
    void idsFollowFromTheirNames() {
        Instant time = Instant.parse("2026-11-23T12:00:00Z");

        UUID named = NameBasedId.of("a");
        UUID timed = NameBasedId.at(time, "a");

        assertThat(named).isEqualTo(NameBasedId.of("a")).isNotEqualTo(NameBasedId.of("b"));
        assertThat(named.version()).isEqualTo(8);
        assertThat(named.variant()).isEqualTo(2);
        assertThat(timed).isEqualTo(NameBasedId.at(time, "a")).isNotEqualTo(NameBasedId.at(time, "b"));
        assertThat(timed.version()).isEqualTo(7);
        assertThat(timed.variant()).isEqualTo(2);
        assertThat(timed.getMostSignificantBits() >>> 16).isEqualTo(time.toEpochMilli());
    }

    private static byte[] chain(String topic, int partition, long offset, byte[] record) {
        return HashChain.start(topic, partition).add(offset, record);
    }
}
