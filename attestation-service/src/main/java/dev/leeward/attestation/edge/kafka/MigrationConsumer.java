package dev.leeward.attestation.edge.kafka;

import dev.leeward.attestation.app.AttestationDemands;
import dev.leeward.attestation.app.AttestationDemands.Outcome;
import dev.leeward.attestation.host.HostId;
import dev.leeward.events.migration.DestinationAttestationDemanded;
import dev.leeward.messaging.Inbox;
import dev.leeward.messaging.Received;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Where migrations demand that their destination attests; the answer is the next result of that host. */
@ApplicationScoped
class MigrationConsumer {
    private static final Logger LOG = Logger.getLogger(MigrationConsumer.class);

    private final Inbox inbox;
    private final AttestationDemands demands;

    MigrationConsumer(Inbox inbox, AttestationDemands demands) {
        this.inbox = inbox;
        this.demands = demands;
    }

    @Incoming("migrationLifecycle")
    @Blocking
    void on(ConsumerRecords<String, byte[]> batch) {
        inbox.each(batch, this::apply);
    }

    private void apply(Received received) {
        if (received.event() instanceof DestinationAttestationDemanded event) {
            HostId host = new HostId(event.getDestinationHost());
            if (demands.demand(host, received.envelope().getActor()) instanceof Outcome.Refused(var rejection)) {
                LOG.warnf(
                        "attestation-demand.refused host=%s migration=%s: %s",
                        host, event.getMigrationId(), rejection.reason());
            }
        }
    }
}
