package dev.leeward.attestation.edge.schedule;

import dev.leeward.attestation.app.BulkOperations;
import dev.leeward.attestation.app.BulkOperations.Left;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Carries bulk operations out. Every replica does; where several run, each takes an operation of its own. */
@ApplicationScoped
class BulkWorker {

    private static final Logger LOG = Logger.getLogger(BulkWorker.class);

    private final BulkOperations operations;

    BulkWorker(BulkOperations operations) {
        this.operations = operations;
    }

    @Scheduled(every = "${leeward.attestation.sweep-interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void work() {
        try {
            int batch;
            do {
                batch = operations.next();
            } while (batch > 0);
        } catch (RuntimeException e) {
            LOG.warnf(e, "bulk-batch-failed: its hosts are tried one by one");
            oneByOne();
        }
    }

    /** A host on which the service fails must not keep the others from their turn. */
    private void oneByOne() {
        for (Left left : operations.ahead()) {
            try {
                operations.one(left);
            } catch (RuntimeException e) {
                LOG.errorf(e, "bulk-host-failed operation=%s host=%s", left.operation(), left.host());
                operations.setAside(left);
            }
        }
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void prune() {
        LOG.infof("bulk-operations-pruned rows=%d", operations.prune());
    }
}
