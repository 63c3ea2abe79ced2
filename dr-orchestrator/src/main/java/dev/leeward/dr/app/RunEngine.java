package dev.leeward.dr.app;

import dev.leeward.messaging.Ids;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Runs this process's engine from start to shutdown. */
@ApplicationScoped
public class RunEngine {
    private final RunTurns turns;
    private final GroupWork work;
    private final WakeUp wakeUp;
    private final DrConfig config;
    private final Ids ids;

    private @Nullable Engine engine;

    RunEngine(RunTurns turns, GroupWork work, WakeUp wakeUp, DrConfig config, Ids ids) {
        this.turns = turns;
        this.work = work;
        this.wakeUp = wakeUp;
        this.config = config;
        this.ids = ids;
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes ShutdownEvent event) {
        stop();
    }

    synchronized void start() {
        if (engine == null) {
            engine = new Engine(ids.next().toString(), turns, work, wakeUp, config.engine()).start();
        }
    }

    synchronized void stop() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
