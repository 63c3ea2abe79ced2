package dev.leeward.migration.app;

import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.WorkQueue.LeaseLost;
import dev.leeward.migration.app.WorkQueue.WorkAffected;
import dev.leeward.migration.app.WorkQueue.WorkReady;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Carries out durable work. Rows are claimed under a lease that is renewed while the work goes on, so that the work of
 * a killed process is taken up by the next one; the fencing token of the claim keeps a process that was thought dead
 * from committing.
 */
@ApplicationScoped
public class Executor {
    private static final Logger LOG = Logger.getLogger(Executor.class);
    private static final int LONGEST_SHIFT = 10;

    private final WorkQueue queue;
    private final ExecutorConfig config;
    private final Clock clock;
    private final Map<WorkQueue.Kind, WorkHandler> handlers = new EnumMap<>(WorkQueue.Kind.class);
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();
    private final Set<WorkAffected> toWake = ConcurrentHashMap.newKeySet();
    private final Semaphore nudges = new Semaphore(0);
    private final Semaphore room;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running;
    private volatile Instant lastRound;

    Executor(WorkQueue queue, ExecutorConfig config, Clock clock, @Any Instance<WorkHandler> handlers) {
        this.queue = queue;
        this.config = config;
        this.clock = clock;
        this.room = new Semaphore(config.workers());
        this.lastRound = clock.instant();
        handlers.forEach(h -> this.handlers.put(h.kind(), h));
    }

    void onStart(@Observes StartupEvent started) {
        running = true;
        Thread.ofPlatform().name("executor").daemon().start(this::rounds);
    }

    void onStop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        nudges.release();
        workers.shutdown();
        if (!workers.awaitTermination(config.lease().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("executor.stopped.early");
        }
    }

    void onReady(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkReady ready) {
        nudges.release();
    }

    void onAffected(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkAffected affected) {
        toWake.add(affected);
        nudges.release();
    }

    /** How long ago work was last looked for. */
    public Duration silence() {
        return Duration.between(lastRound, clock.instant());
    }

    private void rounds() {
        Instant renewed = clock.instant();
        while (running) {
            try {
                lastRound = clock.instant();
                if (Duration.between(renewed, lastRound)
                                .compareTo(config.lease().dividedBy(3))
                        > 0) {
                    queue.renew(List.copyOf(held), config.lease());
                    renewed = lastRound;
                }
                wakeAffected(lastRound);
                if (!takeWork(lastRound)) {
                    nudges.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                    nudges.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.errorf(e, "executor.round.failed");
                pause();
            }
        }
    }

    private void wakeAffected(Instant now) {
        for (WorkAffected affected : Set.copyOf(toWake)) {
            toWake.remove(affected);
            queue.wake(affected.kind(), affected.subject(), now);
        }
    }

    private boolean takeWork(Instant now) {
        int free = room.drainPermits();
        List<Claim> claims;
        try {
            claims = free == 0 ? List.of() : queue.claim(now, free, config.lease());
        } catch (RuntimeException e) {
            room.release(free);
            throw e;
        }
        room.release(free - claims.size());
        for (Claim claim : claims) {
            held.add(claim);
            workers.execute(() -> work(claim));
        }
        return !claims.isEmpty();
    }

    private void work(Claim claim) {
        try {
            Optional<Instant> next = handler(claim.kind()).run(claim);
            held.remove(claim);
            if (next.isPresent()) {
                queue.release(claim, next.get(), 0);
            } else {
                queue.done(claim);
            }
        } catch (LeaseLost e) {
            LOG.infof("executor.lease.lost kind=%s subject=%s", claim.kind(), claim.subject());
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "executor.work.failed kind=%s subject=%s failures=%d",
                    claim.kind(),
                    claim.subject(),
                    claim.failures() + 1);
            giveBack(claim);
        } finally {
            held.remove(claim);
            room.release();
            nudges.release();
        }
    }

    /** Where even this fails, the lease runs out by itself. */
    private void giveBack(Claim claim) {
        long factor = 1L << Math.min(LONGEST_SHIFT, claim.failures());
        Duration wait = config.poll().multipliedBy(factor);
        Duration bounded = wait.compareTo(config.backOff()) > 0 ? config.backOff() : wait;
        try {
            queue.release(claim, clock.instant().plus(bounded), claim.failures() + 1);
        } catch (RuntimeException e) {
            LOG.warnf(e, "executor.release.failed kind=%s subject=%s", claim.kind(), claim.subject());
        }
    }

    private WorkHandler handler(WorkQueue.Kind kind) {
        WorkHandler handler = handlers.get(kind);
        if (handler == null) {
            throw new IllegalStateException("nobody handles work of kind " + kind);
        }
        return handler;
    }

    private void pause() {
        try {
            Thread.sleep(config.poll().multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
