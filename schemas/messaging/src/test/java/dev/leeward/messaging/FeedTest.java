package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final TopicPartition P = new TopicPartition("t", 0);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Feed feed = new Feed("t", Set.of("me"));

    @Test
    void nothingIsKnownBeforeTheFirstLook() {
        assertThat(feed.staleness(SECOND)).isEqualTo(FeedLag.UNKNOWN);
        assertThat(feed.waiting()).isEmpty();
    }

    @Test
    void aTopicThatDoesNotExistIsNeverUpToDate() {
        feed.looked(SECOND, Map.of(), Map.of(), Map.of());

        assertThat(feed.staleness(2 * SECOND)).isEqualTo(FeedLag.UNKNOWN);
    }

    @Test
    void anEmptyTopicIsUpToDate() {
        look(1, 0, 0, 0);

        assertThat(feed.staleness(3 * SECOND)).isEqualTo(Duration.ofSeconds(2));
        assertThat(feed.waiting()).hasValue(0);
    }

    @Test
    void whatKafkaNoLongerKeepsNeedNotBeApplied() {
        look(1, 500, 500, 480);

        assertThat(feed.staleness(SECOND)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aBusyTopicIsAsFreshAsTheLastEndThatWasReached() {
        look(1, 0, 100, 90);
        assertThat(feed.staleness(2 * SECOND)).isEqualTo(FeedLag.UNKNOWN);

        look(2, 0, 200, 150);
        assertThat(feed.staleness(2 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(feed.waiting()).hasValue(50);

        look(3, 0, 300, 250);
        assertThat(feed.staleness(3 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aConsumerThatStandsStillGrowsStaleHoweverLongItTakes() {
        look(1, 0, 10, 10);
        for (int second = 2; second < 1000; second++) {
            look(second, 0, 10 + second, 10);
        }
        assertThat(feed.staleness(1000 * SECOND)).isEqualTo(Duration.ofSeconds(999));

        look(1000, 0, 1010, 1010);
        assertThat(feed.staleness(1000 * SECOND)).isEqualTo(Duration.ZERO);
    }

    private void look(int second, long begin, long end, long position) {
        feed.looked(second * SECOND, Map.of(P, begin), Map.of(P, end), Map.of("me", Map.of(P, position)));
    }
}
