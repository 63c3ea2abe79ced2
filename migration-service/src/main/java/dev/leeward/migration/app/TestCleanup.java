package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext;
import dev.leeward.migration.app.Announcements.Done;
import dev.leeward.migration.app.OrderStore.Cleanup;
import dev.leeward.migration.app.WorkQueue.Claim;
import dev.leeward.migration.app.hypervisor.MigrationPort;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.migration.MigrationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Removes test copies. It changes no placement, so it needs no consent; it goes on until the hypervisor has done it. */
@ApplicationScoped
class TestCleanup implements WorkHandler {
    private final OrderStore orders;
    private final MigrationPort hypervisor;
    private final Announcements announcements;
    private final EventContext context;
    private final WorkQueue queue;
    private final Clock clock;

    TestCleanup(
            OrderStore orders,
            MigrationPort hypervisor,
            Announcements announcements,
            EventContext context,
            WorkQueue queue,
            Clock clock) {
        this.orders = orders;
        this.hypervisor = hypervisor;
        this.announcements = announcements;
        this.context = context;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public WorkQueue.Kind kind() {
        return WorkQueue.Kind.CLEANUP;
    }

    @Override
    public Optional<Instant> run(Claim claim) {
        Cleanup cleanup = orders.cleanup(new MigrationId(claim.subject()))
                .orElseThrow(() -> new IllegalStateException("there is work but no cleanup " + claim.subject()));
        List<Location> removed = hypervisor.removeTestCopies(cleanup.workload(), cleanup.site());
        QuarkusTransaction.requiringNew().run(() -> {
            queue.confirm(claim);
            context.during(cleanup.cause(), () -> {
                announcements.orderDone(cleanup.id(), done(cleanup, removed));
                return cleanup;
            });
            queue.drop(claim.kind(), claim.subject());
        });
        return Optional.empty();
    }

    private Done done(Cleanup cleanup, List<Location> removed) {
        return new Done(
                cleanup.orderId(),
                cleanup.workload(),
                cleanup.workloadName(),
                cleanup.tenant(),
                cleanup.kind(),
                true,
                cleanup.site().value(),
                removed.isEmpty() ? "" : removed.getFirst().host().value(),
                Duration.between(cleanup.askedAt(), clock.instant()).toMillis());
    }
}
