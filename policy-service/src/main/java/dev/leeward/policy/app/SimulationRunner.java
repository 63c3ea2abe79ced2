package dev.leeward.policy.app;

import dev.leeward.policy.policy.Evaluator;
import dev.leeward.policy.simulation.Simulation;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries simulations out, one at a time, on a thread of its own: decisions go before. */
@ApplicationScoped
class SimulationRunner {
    private static final Logger LOG = Logger.getLogger(SimulationRunner.class);
    private static final long INTERVAL_MILLIS = 1_000;

    private final Simulations simulations;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("simulation").daemon().unstarted(work));

    private @Nullable Future<?> looking;
    private volatile boolean stopped;

    SimulationRunner(Simulations simulations) {
        this.simulations = simulations;
    }

    void start(@Observes StartupEvent event) {
        looking = timer.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        if (looking != null) {
            looking.cancel(true);
        }
        timer.shutdownNow();
    }

    private void look() {
        try {
            Optional<Simulation> claimed = simulations.claim();
            claimed.ifPresent(this::run);
        } catch (RuntimeException e) {
            LOG.warnf("simulation.waits: %s", e.getMessage());
        }
    }

    /** What fails for good is told in the simulation; where the database is away, another process or a later look goes on. */
    private void run(Simulation simulation) {
        try {
            Evaluator evaluator = simulations.evaluator(simulation);
            boolean goesOn = true;
            while (goesOn && !stopped) {
                goesOn = simulations.advance(simulation, evaluator);
            }
        } catch (IllegalStateException e) {
            simulations.fail(simulation, String.valueOf(e.getMessage()));
        }
    }
}
