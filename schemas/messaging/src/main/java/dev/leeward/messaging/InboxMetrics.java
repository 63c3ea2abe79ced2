package dev.leeward.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What the inbox counts. */
@Singleton
class InboxMetrics {
    private final MeterRegistry registry;
    private final Counter applied;
    private final Counter duplicates;

    InboxMetrics(MeterRegistry registry) {
        this.registry = registry;
        applied = Counter.builder("leeward.inbox.applied")
                .description("Events that took effect")
                .register(registry);
        duplicates = Counter.builder("leeward.inbox.duplicates")
                .description("Records that had taken effect before")
                .register(registry);
    }

    void applied(int events) {
        applied.increment(events);
    }

    void duplicates(int records) {
        duplicates.increment(records);
    }

    void deadLetter(String reason) {
        Counter.builder("leeward.inbox.dead.letters")
                .description("Records that could not be taken in")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
