package dev.leeward.dr.app;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Drives plan runs: takes one that is due, moves it on, lets go of it. Any number of engines may work on one
 * database; a run is in one engine's hands at a time, and a run whose engine died is taken over when its lease ends.
 */
final class Engine implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Engine.class);

    private final String id;
    private final RunTurns turns;
    private final GroupWork work;
    private final WakeUp wakeUp;
    private final DrConfig.Engine config;
    private final Semaphore signal = new Semaphore(0);
    private final Semaphore free;
    private final Set<Claim> claims = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers;
    private final ScheduledExecutorService heart;
    private final Thread dispatcher;
    private final Runnable onWake = signal::release;
    private volatile boolean stopping;

    Engine(String id, RunTurns turns, GroupWork work, WakeUp wakeUp, DrConfig.Engine config) {
        this.id = id;
        this.turns = turns;
        this.work = work;
        this.wakeUp = wakeUp;
        this.config = config;
        this.free = new Semaphore(config.workers());
        this.workers = Executors.newFixedThreadPool(
                config.workers(),
                Thread.ofPlatform().name("run-worker-", 0).daemon().factory());
        this.heart = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("run-heartbeat").daemon().factory());
        this.dispatcher = Thread.ofPlatform().name("run-dispatcher").daemon().unstarted(this::dispatch);
    }

    Engine start() {
        wakeUp.listen(onWake);
        long beat = Math.max(1, config.lease().toMillis() / 3);
        var _ = heart.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
        dispatcher.start();
        return this;
    }

    private void dispatch() {
        while (!stopping) {
            try {
                boolean told = signal.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                if (told) {
                    signal.drainPermits();
                }
                drainDue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf(e, "runs-not-claimed engine=%s", id);
            }
        }
    }

    private void drainDue() throws InterruptedException {
        while (!stopping) {
            free.acquire();
            boolean given = false;
            try {
                var claim = turns.claim(id, config.lease());
                if (claim.isEmpty()) {
                    return;
                }
                claims.add(claim.get());
                workers.execute(() -> driveSafely(claim.get()));
                given = true;
            } finally {
                if (!given) {
                    free.release();
                }
            }
        }
    }

    private void driveSafely(Claim claim) {
        try {
            drive(claim);
        } catch (RuntimeException e) {
            // The lease ends by itself; the run is then taken up again where it stands.
            LOG.warnf(e, "run-not-driven engine=%s run=%s", id, claim.run());
        } finally {
            claims.remove(claim);
            free.release();
            signal.release();
        }
    }

    private void drive(Claim claim) {
        if (claim.takenOver()) {
            LOG.infof("run-taken-over engine=%s run=%s", id, claim.run());
            turns.takeOver(claim);
        }
        while (!stopping && turns.turn(claim) instanceof RunTurns.Turn.Perform(var tasks)) {
            boolean settled = false;
            for (var task : tasks) {
                if (stopping) {
                    turns.askAgain(claim, Duration.ZERO);
                    return;
                }
                var result = work.perform(task);
                turns.record(claim, task, result);
                settled |= !(result instanceof StepResult.NotYet);
            }
            if (!settled) {
                turns.askAgain(claim, config.poll());
                return;
            }
        }
    }

    private void beat() {
        for (var claim : List.copyOf(claims)) {
            try {
                if (!turns.heartbeat(claim, config.lease())) {
                    LOG.infof("lease-lost engine=%s run=%s", id, claim.run());
                    claims.remove(claim);
                }
            } catch (RuntimeException e) {
                LOG.warnf(e, "heartbeat-failed engine=%s run=%s", id, claim.run());
            }
        }
    }

    /** Stops taking runs and waits for the steps in hand; what is left over another engine takes up. */
    @Override
    public void close() {
        stopping = true;
        wakeUp.forget(onWake);
        dispatcher.interrupt();
        heart.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
