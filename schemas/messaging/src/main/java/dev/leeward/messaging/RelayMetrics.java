package dev.leeward.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What the relay counts. */
@Singleton
class RelayMetrics {
    private final Counter sent;
    private final Counter failures;
    private final Counter refused;

    RelayMetrics(MeterRegistry registry) {
        sent = Counter.builder("leeward.outbox.sent")
                .description("Records that the broker has acknowledged")
                .register(registry);
        failures = Counter.builder("leeward.outbox.failures")
                .description("Attempts to send that will be repeated")
                .register(registry);
        refused = Counter.builder("leeward.outbox.refused")
                .description("Records that the broker will never take, now dead letters")
                .register(registry);
    }

    void sent(int records) {
        sent.increment(records);
    }

    void failed() {
        failures.increment();
    }

    void refused() {
        refused.increment();
    }
}
