package dev.leeward.dr.app;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does something again and again, with a pause in between; a failure is logged and does not end it. */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final ScheduledExecutorService executor;

    private Ticker(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Starts at once, on a thread of that name. */
    public static Ticker every(Duration pause, String name, Runnable work) {
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
        Runnable safely = () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warnf(e, "tick-failed ticker=%s", name);
            }
        };
        var _ = executor.scheduleWithFixedDelay(safely, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        return new Ticker(executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
