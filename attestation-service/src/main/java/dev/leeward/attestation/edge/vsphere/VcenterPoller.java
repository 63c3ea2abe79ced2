package dev.leeward.attestation.edge.vsphere;

import dev.leeward.attestation.app.InventorySources;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.context.ThreadContext;

/** Asks each vCenter when its time has come, each on a thread of its own: a slow one holds up none of the others. */
@ApplicationScoped
class VcenterPoller {

    private final List<VcenterSource> vcenters;
    private final InventorySources sources;
    private final ManagedExecutor executor = ManagedExecutor.builder()
            .propagated(ThreadContext.NONE)
            .cleared(ThreadContext.ALL_REMAINING)
            .build();

    VcenterPoller(VcenterSettings settings, InventorySources sources, VcenterReading reading) {
        this.sources = sources;
        this.vcenters = settings.vcenters().stream()
                .map(connection -> new VcenterSource(connection, reading))
                .toList();
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        for (VcenterSource vcenter : vcenters) {
            if (!vcenter.isBusy() && sources.claim(vcenter.id(), vcenter.interval())) {
                executor.execute(vcenter::ask);
            }
        }
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
        vcenters.forEach(VcenterSource::close);
    }
}
