package dev.leeward.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says what the relay is doing. It is up also while the broker is away: the service then accepts commands, and their
 * events wait in the outbox.
 */
@Readiness
@ApplicationScoped
class RelayHealth implements HealthCheck {
    private final OutboxRelayRunner relay;
    private final OutboxWatch outbox;

    RelayHealth(OutboxRelayRunner relay, OutboxWatch outbox) {
        this.relay = relay;
        this.outbox = outbox;
    }

    @Override
    public HealthCheckResponse call() {
        RelayState state = relay.state();
        return HealthCheckResponse.named("outbox-relay")
                .withData("state", state.name())
                .withData("degraded", state.degraded())
                .withData("backlogRows", outbox.rows())
                .withData("oldestSeconds", (long) outbox.oldestSeconds())
                .up()
                .build();
    }
}
