package dev.leeward.attestation.edge.schedule;

import dev.leeward.attestation.app.Expiry;
import dev.leeward.attestation.app.Manifests.ReferencesChanged;
import dev.leeward.attestation.app.Reappraisal;
import dev.leeward.attestation.host.HostId;
import dev.leeward.messaging.EventContext;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.context.ThreadContext;
import org.jboss.logging.Logger;

/** Keeps trust true as time passes and references change. A sweep that fails is tried again at the next. */
@ApplicationScoped
class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final Expiry expiry;
    private final Reappraisal reappraisal;
    private final EventContext context;
    /** Without the transaction of the change, which has ended. */
    private final ManagedExecutor executor = ManagedExecutor.builder()
            .propagated(ThreadContext.NONE)
            .cleared(ThreadContext.ALL_REMAINING)
            .build();

    Sweeper(Expiry expiry, Reappraisal reappraisal, EventContext context) {
        this.expiry = expiry;
        this.reappraisal = reappraisal;
        this.context = context;
    }

    /** At once after a change of references, as its consequence; the sweep below catches what a failure left over. */
    void onChange(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReferencesChanged changed) {
        EventContext.Cause cause = context.current();
        executor.execute(() -> {
            try {
                context.during(cause, this::reappraise);
            } catch (RuntimeException e) {
                LOG.errorf(e, "reappraisal-failed: the next sweep tries again");
            }
        });
    }

    @PreDestroy
    void stop() {
        executor.shutdown();
    }

    @Scheduled(every = "${leeward.attestation.sweep-interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        int stale = 0;
        int batch;
        do {
            batch = expiry.next();
            stale += batch;
        } while (batch == Expiry.BATCH);
        if (stale > 0) {
            LOG.infof("trust-expired hosts=%d", stale);
        }
        reappraise();
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void prune() {
        LOG.infof("evidence-pruned rows=%d", expiry.prune());
    }

    private int reappraise() {
        int appraised = 0;
        HostId after = null;
        do {
            Reappraisal.Batch batch = reappraisal.next(after);
            appraised += batch.hosts();
            after = batch.last().orElse(null);
        } while (after != null);
        if (appraised > 0) {
            LOG.infof("hosts-reappraised hosts=%d", appraised);
        }
        return appraised;
    }
}
