package dev.leeward.migration.edge.kafka;

import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.migration.app.TrustView;
import dev.leeward.migration.host.HostId;
import dev.leeward.migration.host.SiteId;
import dev.leeward.migration.host.TrustStatus;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where inventory and trust enter the view. */
@ApplicationScoped
class ViewConsumer {
    private final Inbox inbox;
    private final TrustView view;

    ViewConsumer(Inbox inbox, TrustView view) {
        this.inbox = inbox;
        this.view = view;
    }

    @Incoming("view")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        TrustView.Order order = new TrustView.Order(
                received.envelope().getEpoch(), received.envelope().getSequence());
        switch (received.event()) {
            case HostDiscovered e ->
                view.described(new HostId(e.getHostId()), e.getName(), new SiteId(e.getSiteId()), e.getLabels(), order);
            case HostRetired e -> view.retired(new HostId(e.getHostId()), order);
            case TrustChanged e ->
                view.appraised(
                        new HostId(e.getHostId()),
                        TrustStatus.valueOf(e.getOverall().name()),
                        e.getReason(),
                        e.getAttestedAt(),
                        e.getAttestedUntil(),
                        order);
            default -> {
                // other facts of these topics do not concern migrations
            }
        }
    }
}
