package dev.leeward.migration.app;

import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.hypervisor.InventoryPort;
import dev.leeward.migration.app.hypervisor.InventoryPort.Found;
import dev.leeward.migration.app.hypervisor.InventoryPort.Inventory;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.placement.Placement;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Learns from the hypervisors what there is. A workload that is seen for the first time is announced where it runs. */
@ApplicationScoped
class Discovery implements WorkHandler {
    private static final Logger LOG = Logger.getLogger(Discovery.class);
    private static final int BATCH = 500;

    private final InventoryPort inventory;
    private final WorkloadStore workloads;
    private final Announcements announcements;
    private final WorkQueue queue;
    private final MigrationConfig config;
    private final Clock clock;

    Discovery(
            InventoryPort inventory,
            WorkloadStore workloads,
            Announcements announcements,
            WorkQueue queue,
            MigrationConfig config,
            Clock clock) {
        this.inventory = inventory;
        this.workloads = workloads;
        this.announcements = announcements;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public WorkQueue.Kind kind() {
        return WorkQueue.Kind.DISCOVERY;
    }

    @Override
    public Optional<Instant> run(Claim claim) {
        Inventory seen = inventory.read();
        QuarkusTransaction.requiringNew().run(() -> {
            workloads.rooms(seen.hosts());
            workloads.volumes(seen.volumes());
            queue.confirm(claim);
        });
        for (int from = 0; from < seen.workloads().size(); from += BATCH) {
            List<Found> batch = seen.workloads()
                    .subList(from, Math.min(from + BATCH, seen.workloads().size()));
            QuarkusTransaction.requiringNew().run(() -> {
                take(batch);
                queue.confirm(claim);
            });
        }
        return Optional.of(clock.instant().plus(config.discovery()));
    }

    private void take(List<Found> batch) {
        Map<WorkloadId, Workload> known =
                workloads.known(batch.stream().map(Found::id).toList());
        for (Found found : batch) {
            Location location = found.location();
            Workload before = known.get(found.id());
            if (before != null) {
                if (!found.describes(before)) {
                    workloads.describe(found);
                }
            } else if (location != null) {
                Placement placement = Placement.found(location);
                workloads.add(found, placement);
                announcements.placement(
                        new Workload(
                                found.id(),
                                found.name(),
                                found.tenant(),
                                found.labels(),
                                found.memoryMiB(),
                                found.volumes(),
                                placement),
                        workloads.nextPlacementSequence(found.id()),
                        null);
                LOG.infof("workload.discovered workload=%s tenant=%s at=%s", found.id(), found.tenant(), location);
            }
        }
    }
}
