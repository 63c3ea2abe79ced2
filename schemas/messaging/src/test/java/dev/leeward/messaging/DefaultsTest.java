package dev.leeward.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DefaultsTest {
    @Test
    void theDefaultsOfTheOutboxStayWhatTheyAre() {
        OutboxConfig outbox = config(OutboxConfig.class);

        assertThat(outbox.relay()).isTrue();
        assertThat(outbox.batchRows()).isEqualTo(2000);
        assertThat(outbox.batchBytes()).isEqualTo(8 * 1024 * 1024);
        assertThat(outbox.safetyPoll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(outbox.takeover()).isEqualTo(Duration.ofSeconds(1));
        assertThat(outbox.maxBackoff()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theDefaultsOfTheInboxStayWhatTheyAre() {
        InboxConfig inbox = config(InboxConfig.class);

        assertThat(inbox.attempts()).isEqualTo(3);
        assertThat(inbox.maxBackoff()).isEqualTo(Duration.ofSeconds(5));
        assertThat(inbox.transactionTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(inbox.remembered()).isEqualTo(Duration.ofDays(7));
        assertThat(inbox.lagInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theDefaultsOfIdempotencyStayWhatTheyAre() {
        assertThat(config(IdempotencyConfig.class).remembered()).isEqualTo(Duration.ofHours(24));
    }

    private static <T> T config(Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withConverter(
                        Duration.class,
                        100,
                        text -> Duration.parse(
                                text.endsWith("d")
                                        ? "P" + text.toUpperCase(Locale.ROOT)
                                        : "PT" + text.toUpperCase(Locale.ROOT)))
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }
}
