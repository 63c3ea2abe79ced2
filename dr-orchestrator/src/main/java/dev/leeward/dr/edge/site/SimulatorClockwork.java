package dev.leeward.dr.edge.site;

import dev.leeward.dr.app.Ticker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Keeps the simulated sites going. */
@ApplicationScoped
class SimulatorClockwork {
    private final SimulatedReplication replication;
    private final SimulatorConfig config;

    private @Nullable Ticker ticker;

    SimulatorClockwork(SimulatedReplication replication, SimulatorConfig config) {
        this.replication = replication;
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        ticker = Ticker.every(config.tick(), "site-simulator", replication::tick);
    }

    void onStop(@Observes ShutdownEvent event) {
        if (ticker != null) {
            ticker.close();
        }
    }
}
