package dev.leeward.messaging;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Runs the relay from start to shutdown of the service. */
@ApplicationScoped
class OutboxRelayRunner {
    private final OutboxRelay relay;
    private final OutboxConfig config;

    OutboxRelayRunner(
            AgroalDataSource dataSource,
            KafkaSettings kafka,
            OutboxSignal signal,
            OutboxConfig config,
            DeadLetterTopic deadLetters,
            RelayMetrics metrics) {
        this.config = config;
        relay = new OutboxRelay(dataSource, new OutboxSender(kafka.producer()), signal, config, deadLetters, metrics);
    }

    void start(@Observes StartupEvent event) {
        if (config.relay()) {
            relay.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        relay.close();
    }

    RelayState state() {
        return relay.state();
    }
}
