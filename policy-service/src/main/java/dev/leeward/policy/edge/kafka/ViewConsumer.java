package dev.leeward.policy.edge.kafka;

import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import dev.leeward.policy.app.PlacementView;
import dev.leeward.policy.app.TrustIntake;
import dev.leeward.policy.placement.HostId;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where inventory, trust and placement enter the view. */
@ApplicationScoped
class ViewConsumer {
    private final Inbox inbox;
    private final PlacementView view;
    private final TrustIntake trust;

    ViewConsumer(Inbox inbox, PlacementView view, TrustIntake trust) {
        this.inbox = inbox;
        this.view = view;
        this.trust = trust;
    }

    @Incoming("view")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        switch (received.event()) {
            case HostDiscovered e -> view.discovered(Avro.inventoried(e), Avro.order(received.envelope()));
            case HostRetired e -> view.retired(new HostId(e.getHostId()), Avro.order(received.envelope()));
            case TrustChanged e -> trust.appraised(Avro.statement(e), e.getAttestationResult());
            case PlacementChanged e -> view.placed(Avro.workload(e), Avro.order(received.envelope()));
            default -> {} // an event of another kind says nothing about hosts or placements
        }
    }
}
