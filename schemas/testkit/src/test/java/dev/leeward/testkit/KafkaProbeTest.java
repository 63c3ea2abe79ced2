package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leeward.events.Topic;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaProbeTest {
    private final SharedStack stack = LeewardStack.shared();
    private final KafkaProbe probe = KafkaProbe.connect();

    @BeforeEach
    void clean() {
        stack.resetTopics();
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void sendsEventsWhereTheyBelongAndFindsThem() {
        TrustChanged sent = TestEvents.untrusted("west-2");
        probe.send(TestEvents.trusted("west-1"));
        probe.send(sent);

        TrustChanged found = probe.awaitEvent(TrustChanged.class, event -> event.getOverall() == TrustStatus.UNTRUSTED);

        assertThat(found).isEqualTo(sent);
        assertThat(probe.records(Topic.HOST_TRUST))
                .extracting(record -> record.key())
                .contains("west-2");
        assertThat(probe.events(TrustChanged.class)).hasSize(2);
    }

    @Test
    void sendsAnythingHoweverWrong() {
        probe.send(Topic.DR_ORDERS.topicName(), null, new byte[] {9, 9}, Map.of("why", "poison"));

        assertThat(probe.awaitRecord(Topic.DR_ORDERS, record -> record.key() == null)
                        .headers()
                        .lastHeader("why")
                        .value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("poison");
        assertThatThrownBy(() -> probe.events(Topic.DR_ORDERS)).hasMessageContaining("no event");
    }

    @Test
    void saysWhatIsThereInsteadOfWhatWasAwaited() {
        probe.send(TestEvents.trusted("west-1"));

        assertThatThrownBy(() ->
                        probe.awaitEvent(Topic.HOST_TRUST, TrustChanged.class, event -> false, Duration.ofMillis(500)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("leeward.host.trust.v1")
                .hasMessageContaining("{TrustChanged=1}");
    }

    @Test
    void makesSureThatNothingComes() {
        probe.send(TestEvents.hostDiscovered("west-1"));

        assertThatCode(() -> probe.assertNone(
                        HostDiscovered.class, event -> event.getHostId().equals("west-2"), Duration.ofMillis(300)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> probe.assertNone(HostDiscovered.class, event -> true, Duration.ofSeconds(5)))
                .hasMessageContaining("west-1");
    }
}
