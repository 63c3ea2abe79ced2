package dev.leeward.migration.edge.kafka;

import dev.leeward.events.common.Principal;
import dev.leeward.events.dr.WorkloadMoveOrdered;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.migration.app.OrderedMoves;
import dev.leeward.migration.app.OrderedMoves.MoveOrder;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.migration.Kind;
import dev.leeward.migration.placement.TenantId;
import dev.leeward.migration.placement.WorkloadId;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where the orchestrator's orders enter. */
@ApplicationScoped
class OrderConsumer {
    private final Inbox inbox;
    private final OrderedMoves moves;

    OrderConsumer(Inbox inbox, OrderedMoves moves) {
        this.inbox = inbox;
        this.moves = moves;
    }

    @Incoming("drOrders")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        if (received.event() instanceof WorkloadMoveOrdered e) {
            moves.take(new MoveOrder(
                    e.getOrderId(),
                    new WorkloadId(e.getWorkloadId()),
                    Kind.valueOf(e.getKind().name()),
                    e.getTest(),
                    e.getCleanup(),
                    new SiteId(e.getDestinationSite()),
                    e.getRecoveryPoint(),
                    principal(e.getPrincipal()),
                    e.getDeadline()));
        }
    }

    private static dev.leeward.migration.migration.Principal principal(Principal p) {
        return new dev.leeward.migration.migration.Principal(
                p.getId(), p.getRoles(), p.getTenant() == null ? null : new TenantId(p.getTenant()));
    }
}
