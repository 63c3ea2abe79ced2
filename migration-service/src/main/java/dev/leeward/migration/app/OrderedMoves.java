package dev.leeward.migration.app;

import dev.leeward.messaging.EventContext;
import dev.leeward.messaging.Ids;
import dev.leeward.migration.app.Announcements.Done;
import dev.leeward.migration.app.Announcements.NotBegun;
import dev.leeward.migration.app.OrderStore.Cleanup;
import dev.leeward.migration.host.Location;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.migration.MigrationId;
import dev.leeward.migration.migration.MigrationSpec;
import dev.leeward.migration.migration.Origin;
import dev.leeward.migration.migration.Principal;
import dev.leeward.migration.migration.Progress;
import dev.leeward.migration.placement.DestinationChoice.Wish;
import dev.leeward.migration.placement.Reason;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.Workload;
import dev.leeward.migration.placement.WorkloadId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the orchestrator orders. Each order is answered once, by an event that carries its id. */
@ApplicationScoped
public class OrderedMoves {
    private final OrderStore orders;
    private final WorkloadStore workloads;
    private final MigrationStore migrations;
    private final MigrationJournal journal;
    private final Destinations destinations;
    private final Announcements announcements;
    private final WorkQueue queue;
    private final EventContext context;
    private final Ids ids;
    private final Clock clock;

    OrderedMoves(
            OrderStore orders,
            WorkloadStore workloads,
            MigrationStore migrations,
            MigrationJournal journal,
            Destinations destinations,
            Announcements announcements,
            WorkQueue queue,
            EventContext context,
            Ids ids,
            Clock clock) {
        this.orders = orders;
        this.workloads = workloads;
        this.migrations = migrations;
        this.journal = journal;
        this.destinations = destinations;
        this.announcements = announcements;
        this.queue = queue;
        this.context = context;
        this.ids = ids;
        this.clock = clock;
    }

    /** An order: the same id is the same order. */
    public record MoveOrder(
            String orderId,
            WorkloadId workload,
            Kind kind,
            boolean test,
            boolean cleanup,
            SiteId site,
            @Nullable String recoveryPoint,
            Principal principal,
            Instant deadline) {}

    /** Takes an order on, once. */
    @Transactional
    public void take(MoveOrder order) {
        if (!orders.remember(order.orderId(), order.workload(), clock.instant())) {
            return;
        }
        TenantId tenant = order.principal().tenant();
        Optional<Workload> workload = workloads
                .find(order.workload())
                .filter(w -> tenant == null || w.tenant().equals(tenant));
        if (workload.isEmpty()) {
            fail(order, null, "unknown-workload", "There is no workload " + order.workload() + " for this principal");
        } else if (order.cleanup()) {
            cleanUp(order, workload.get());
        } else if (!clock.instant().isBefore(order.deadline())) {
            fail(
                    order,
                    workload.get(),
                    "order-lapsed",
                    "The order lapsed at " + order.deadline() + " before it arrived");
        } else if (!workloads.siteExists(order.site())) {
            fail(order, workload.get(), "unknown-site", "There is no site " + order.site());
        } else if (!order.test() && alreadyAt(workload.get(), order.site())) {
            announcements.orderDone(answer(), done(order, workload.get()));
        } else {
            begin(order, workload.get());
        }
    }

    private void begin(MoveOrder order, Workload workload) {
        MigrationSpec spec = new MigrationSpec(
                answer(),
                workload.id(),
                workload.name(),
                workload.tenant(),
                workload.labels(),
                order.kind(),
                order.test(),
                workload.placement().location(),
                null,
                new Wish(order.site(), null),
                order.principal(),
                new Origin.Order(order.orderId(), order.recoveryPoint(), order.deadline()));
        if (spec.failover()) {
            migrations
                    .active(workload.id(), false)
                    .filter(this::mayBeSuperseded)
                    .ifPresent(
                            active -> journal.change(active, m -> Progress.superseded(m, spec.id(), clock.instant())));
        }
        if (journal.begin(spec, destinations::choose).isEmpty()) {
            fail(
                    order,
                    workload,
                    "migration-in-progress",
                    "Workload " + workload.id() + " has a migration under way: "
                            + migrations
                                    .active(workload.id(), order.test())
                                    .map(MigrationId::toString)
                                    .orElse("it just ended"));
        }
    }

    /** A recovery outranks every migration but another recovery. */
    private boolean mayBeSuperseded(MigrationId active) {
        return migrations.find(active).filter(m -> !m.state().spec().failover()).isPresent();
    }

    private void cleanUp(MoveOrder order, Workload workload) {
        Cleanup cleanup = new Cleanup(
                answer(),
                order.orderId(),
                workload.id(),
                workload.name(),
                workload.tenant(),
                order.kind(),
                order.site(),
                context.current(),
                clock.instant());
        orders.add(cleanup);
        queue.wake(WorkQueue.Kind.CLEANUP, cleanup.id().value(), clock.instant());
    }

    private static boolean alreadyAt(Workload workload, SiteId site) {
        Location present = workload.placement().location();
        return present != null && present.site().equals(site);
    }

    private static Done done(MoveOrder order, Workload workload) {
        Location present = workload.placement().location();
        return new Done(
                order.orderId(),
                workload.id(),
                workload.name(),
                workload.tenant(),
                order.kind(),
                false,
                order.site().value(),
                present == null ? "" : present.host().value(),
                0);
    }

    /** Says why nothing began; of a workload that is not the principal's, nothing but its id is told. */
    private void fail(MoveOrder order, @Nullable Workload workload, String code, String detail) {
        NotBegun asked = new NotBegun(
                order.orderId(),
                order.workload(),
                workload == null ? order.workload().value() : workload.name(),
                order.kind(),
                order.test(),
                workload == null ? null : workload.placement().location(),
                order.site(),
                order.principal(),
                clock.instant());
        announcements.orderFailed(answer(), asked, new Reason(code, detail));
    }

    private MigrationId answer() {
        return new MigrationId(ids.next());
    }
}
