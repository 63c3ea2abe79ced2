package dev.leeward.migration.edge.rest;

import dev.leeward.migration.app.Executor;
import dev.leeward.migration.app.ExecutorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the executor still looks for work. */
@Liveness
@ApplicationScoped
class ExecutorHealth implements HealthCheck {
    private static final int LEASES = 20;

    private final Executor executor;
    private final Duration longest;

    ExecutorHealth(Executor executor, ExecutorConfig config) {
        this.executor = executor;
        this.longest = config.lease().multipliedBy(LEASES);
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = executor.silence();
        return HealthCheckResponse.named("executor")
                .status(silence.compareTo(longest) < 0)
                .withData("silenceMillis", silence.toMillis())
                .build();
    }
}
