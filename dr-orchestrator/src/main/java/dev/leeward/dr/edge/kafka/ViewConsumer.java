package dev.leeward.dr.edge.kafka;

import dev.leeward.dr.app.PlacementView;
import dev.leeward.dr.app.SiteView;
import dev.leeward.dr.group.SiteId;
import dev.leeward.dr.group.TenantId;
import dev.leeward.dr.group.WorkloadId;
import dev.leeward.events.common.Envelope;
import dev.leeward.events.host.HostDiscovered;
import dev.leeward.events.host.HostRetired;
import dev.leeward.events.host.TrustChanged;
import dev.leeward.events.host.TrustStatus;
import dev.leeward.events.placement.PlacementChanged;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where inventory, trust and placements enter the views. */
@ApplicationScoped
class ViewConsumer {
    private final Inbox inbox;
    private final SiteView sites;
    private final PlacementView placements;

    ViewConsumer(Inbox inbox, SiteView sites, PlacementView placements) {
        this.inbox = inbox;
        this.sites = sites;
        this.placements = placements;
    }

    @Incoming("view")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        switch (received.event()) {
            case HostDiscovered e -> sites.discovered(e.getHostId(), e.getName(), new SiteId(e.getSiteId()));
            case HostRetired e -> sites.retired(e.getHostId());
            case TrustChanged e -> trust(e, received.envelope());
            case PlacementChanged e ->
                placements.placed(new PlacementView.Placement(
                        new WorkloadId(e.getWorkloadId()),
                        e.getWorkloadName(),
                        Optional.ofNullable(received.envelope().getTenant()).map(TenantId::new),
                        e.getSiteId(),
                        e.getHostId(),
                        e.getPlacementEpoch()));
            default -> {
                // Other events of these topics say nothing about sites or placements.
            }
        }
    }

    private void trust(TrustChanged event, Envelope envelope) {
        var until = event.getAttestedUntil();
        sites.trust(
                new SiteView.HostTrust(
                        event.getHostId(),
                        new SiteId(event.getSiteId()),
                        event.getOverall() == TrustStatus.TRUSTED && until != null,
                        until == null ? Instant.EPOCH : until),
                envelope.getEpoch(),
                envelope.getSequence());
    }
}
