package dev.leeward.compliance.edge.siem;

import dev.leeward.compliance.app.SiemFeed;
import dev.leeward.compliance.app.query.Scope;
import dev.leeward.compliance.app.query.View;
import dev.leeward.compliance.app.query.ViewChange;
import dev.leeward.compliance.app.query.ViewChanges;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps the SIEM feed going: a commit wakes it, a slow look covers what was missed, and failures are tried again. */
@ApplicationScoped
class SiemPump {
    private static final Logger LOG = Logger.getLogger(SiemPump.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final SiemFeed feed;
    private final ViewChanges changes;
    private final SiemConfig config;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "siem-feed");
    private volatile boolean running = true;

    SiemPump(SiemFeed feed, ViewChanges changes, SiemConfig config) {
        this.feed = feed;
        this.changes = changes;
        this.config = config;
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            changes.changes(Scope.ALL).subscribe(new Alarm());
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        running = false;
        woken.release();
    }

    private void run() {
        while (running) {
            try {
                while (running && feed.feed()) {
                    LOG.debug("siem.fed");
                }
                if (woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void failed(RuntimeException failure) {
        if (!running) {
            return;
        }
        LOG.warnf("siem.waiting detail=%s", failure.getMessage());
        try {
            woken.drainPermits();
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private final class Alarm implements Flow.Subscriber<ViewChange> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ViewChange change) {
            if (change.view() == View.EVENTS) {
                woken.release();
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.errorf(failure, "siem.alarm-failed");
        }

        @Override
        public void onComplete() {
            LOG.debug("siem.alarm-over");
        }
    }
}
