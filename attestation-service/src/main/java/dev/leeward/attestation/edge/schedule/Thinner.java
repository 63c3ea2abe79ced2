package dev.leeward.attestation.edge.schedule;

import dev.leeward.attestation.app.EvidenceThinning;
import dev.leeward.attestation.app.MarkedEvidence.Thinned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Thins out the evidence, a bounded part each minute, and begins anew where only young evidence is left. */
@ApplicationScoped
class Thinner {

    private static final Logger LOG = Logger.getLogger(Thinner.class);

    /** So many that what 100,000 hosts send each minute goes in half of them. */
    private static final int MOST_BATCHES = 100;

    private final EvidenceThinning thinning;
    private final Counter thinned;
    private @Nullable UUID last;

    Thinner(EvidenceThinning thinning, MeterRegistry metrics) {
        this.thinning = thinning;
        this.thinned = Counter.builder("leeward.attestation.evidence.thinned")
                .description("Pieces of evidence that only renewed a verdict and were removed")
                .register(metrics);
    }

    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void thin() {
        long removed = 0;
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            Thinned part = thinning.next(last);
            removed += part.removed();
            thinned.increment(part.removed());
            last = part.last().orElse(null);
            if (last == null) {
                break;
            }
        }
        if (removed > 0) {
            LOG.infof("evidence-thinned rows=%d", removed);
        }
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void prune() {
        LOG.infof("evidence-marks-pruned rows=%d", thinning.prune());
    }
}
