package dev.leeward.dr.edge.rest;

import dev.leeward.dr.app.RunQueries;
import dev.leeward.dr.app.WakeUp;
import dev.leeward.dr.group.RunId;
import dev.leeward.dr.group.TenantId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sends the history of runs to those who watch, as it grows. One thread serves all of them. */
@ApplicationScoped
class RunStream {
    private static final Logger LOG = Logger.getLogger(RunStream.class);
    private static final int PAGE = 200;
    private static final long POLL_MILLIS = 1_000;

    private final RunQueries queries;
    private final WakeUp wakeUp;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Semaphore signal = new Semaphore(0);
    private final Runnable onWake = signal::release;
    private final Thread pump = Thread.ofPlatform().name("run-stream").daemon().unstarted(this::pump);
    private volatile boolean stopping;

    RunStream(RunQueries queries, WakeUp wakeUp) {
        this.queries = queries;
        this.wakeUp = wakeUp;
    }

    void onStart(@Observes StartupEvent event) {
        wakeUp.listen(onWake);
        pump.start();
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping = true;
        wakeUp.forget(onWake);
        pump.interrupt();
        followers.forEach(follower -> follower.emitter.complete());
    }

    /** The history after a sequence number; it ends when nothing more can happen to the run. */
    Multi<OutboundSseEvent> follow(TenantId tenant, RunId run, long after, Sse sse) {
        return Multi.createFrom().emitter(emitter -> {
            var follower = new Follower(tenant, run, after, sse, emitter);
            emitter.onTermination(() -> followers.remove(follower));
            followers.add(follower);
            signal.release();
        });
    }

    private void pump() {
        while (!stopping) {
            try {
                if (signal.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
                for (var follower : followers) {
                    serve(follower);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(Follower follower) {
        try {
            boolean over = queries.over(follower.tenant, follower.run);
            var entries = queries.history(follower.tenant, follower.run, follower.after, PAGE);
            while (!entries.isEmpty()) {
                for (var entry : entries) {
                    follower.emitter.emit(follower.sse
                            .newEventBuilder()
                            .id(String.valueOf(entry.sequence()))
                            .name(entry.type())
                            .data("{\"sequence\":" + entry.sequence() + ",\"at\":\"" + entry.at() + "\",\"type\":\""
                                    + entry.type() + "\",\"data\":" + entry.data() + "}")
                            .build());
                    follower.after = entry.sequence();
                }
                entries = queries.history(follower.tenant, follower.run, follower.after, PAGE);
            }
            if (over) {
                follower.emitter.complete();
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "run-not-streamed run=%s", follower.run);
        }
    }

    /** Somebody who watches a run. */
    private static final class Follower {
        private final TenantId tenant;
        private final RunId run;
        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private long after;

        Follower(TenantId tenant, RunId run, long after, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.tenant = tenant;
            this.run = run;
            this.after = after;
            this.sse = sse;
            this.emitter = emitter;
        }
    }
}
